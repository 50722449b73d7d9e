# Gatehouse. `make test` and `make demo` are the two commands to know; both install what they need on Debian 12.

SWIFT ?= swift
PREFIX ?= /usr
DESTDIR ?=
UNITDIR ?= /lib/systemd/system
RULESDIR ?= /lib/udev/rules.d
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d

# Headers and tools that the build needs, then what only tests use (the Go packages verify our proofs as a third party,
# umockdev is a kernel's worth of devices that are not there).
BUILD_PACKAGES = pkg-config libudev-dev libusb-1.0-0-dev zlib1g-dev libsqlite3-dev
TEST_PACKAGES = golang-go golang-golang-x-mod-dev systemd python3 openssl udev umockdev
# A machine of its own for the tests on a real kernel.
KERNEL_PACKAGES = qemu-system-x86 busybox-static cpio zstd kmod udev python3
BENCH_PACKAGES = libsodium-dev
PROGRAMS = gatehoused gatehousectl gatehouse-uplink gatehouse-desk gatehouse-sim

.PHONY: all build test test-kernel demo bench fuzz format lint check install clean deps test-deps bench-deps

all: build

deps:
	@Scripts/install-packages $(BUILD_PACKAGES)

test-deps:
	@Scripts/install-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)

bench-deps:
	@Scripts/install-packages $(BUILD_PACKAGES) $(BENCH_PACKAGES)

build: deps
	$(SWIFT) build -c release

test: test-deps
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	@# All tests are one binary: those on mocked devices run by themselves, so that the others see the real system.
	GATEHOUSE_UMOCKDEV=1 LD_PRELOAD=libumockdev-preload.so.0 $(SWIFT) test --skip-build --filter UmockdevTests

# The programs and fake USB devices on a kernel of their own (QEMU): drivers, udev, unplugging. Says so where it cannot.
test-kernel:
	@Scripts/install-packages $(KERNEL_PACKAGES) || true
	@if Tests/KernelRig/run --check; then \
	    $(MAKE) --no-print-directory deps && $(SWIFT) build && \
	    Tests/KernelRig/run "$$($(SWIFT) build --show-bin-path)"; \
	fi

demo: build
	@$$($(SWIFT) build -c release --show-bin-path)/gatehouse-sim demo

bench: bench-deps
	GATEHOUSE_BENCH=1 $(SWIFT) build -c release --product gatehouse-bench
	@GATEHOUSE_BENCH=1 $$($(SWIFT) build -c release --show-bin-path)/gatehouse-bench

# A minute of hostile bytes for every driver.
fuzz:
	Scripts/fuzz 60

format:
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests Fuzz

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz

check: lint
	Scripts/check-units
	Scripts/check-users
	Scripts/check-rules
	Scripts/check-rooms

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(UNITDIR) $(DESTDIR)$(RULESDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)/etc/gatehouse/gatehouse.d
	for program in $(PROGRAMS); do \
	    install -m 755 $$($(SWIFT) build -c release --show-bin-path)/$$program $(DESTDIR)$(PREFIX)/bin/ || exit 1; \
	done
	install -m 644 systemd/*.service $(DESTDIR)$(UNITDIR)/
	install -m 644 udev-rules/*.rules $(DESTDIR)$(RULESDIR)/
	install -m 644 sysusers.d/*.conf $(DESTDIR)$(SYSUSERSDIR)/
	install -d $(DESTDIR)$(PREFIX)/share/doc/gatehouse/examples
	install -m 644 README.md Documentation/*.md $(DESTDIR)$(PREFIX)/share/doc/gatehouse/
	install -m 644 etc/*.toml $(DESTDIR)$(PREFIX)/share/doc/gatehouse/examples/

clean:
	$(SWIFT) package clean
