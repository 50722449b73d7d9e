"""A scanner without the kernel's HID driver: libusb on the node of the whole device, and resets of one that is wedged."""
import glob, os

from gate import USB, Failed, Gate, expect_gate_node, kernel_says, port_path, until
from reports import LANES, device

THERMO, POS, OTHER = 0, 1, 2
SERIAL = "U-0001"

DEVICES = (
    device("thermo-1", "thermometer", "gy-mcu90614", "west-in", 'path = "%s"' % port_path(THERMO))
    # By what it is, wherever it is plugged in.
    + device("pos-1", "scanner", "hid-pos", "west-in", 'vendor = "0c2e", product = "0907", serial = "%s"' % SERIAL,
             'transport = "usb"')
)
NAMES = ["thermo-1", "pos-1"]


class World:
    def __init__(self, programs, directory):
        os.makedirs(directory)
        self.usb = USB(programs, directory + "/usb.log")
        self.gate = Gate(programs, directory + "/site")
        self.gate.configure(LANES, DEVICES)
        self.gate.start()

    def all_ready(self):
        # What a case that failed has left pulled out.
        self.usb.tell(*(name + " plug" for name in NAMES))
        for name in NAMES:
            self.gate.wait(name, "ready")

    def close(self):
        """The scanner is the kernel's again when the daemon has ended."""
        scanner = Scanner()
        self.gate.stop()
        if scanner.driver() != "usbhid" or not scanner.hidraw():
            raise Failed("the interface was not given back: %s, %s" % (scanner.driver(), scanner.hidraw()))
        self.usb.close()
        return self.gate.verify()


def last_words(directory):
    return open(directory + "/site/daemon.log", errors="replace").read()[-4000:] + "\n".join(
        kernel_says(r".*(?:usb|hid).*")[-30:])


class Scanner:
    """The device in sysfs, wherever it is plugged in."""

    def __init__(self):
        self.path = until("the scanner in sysfs", self.find)

    @staticmethod
    def find():
        for path in glob.glob("/sys/bus/usb/devices/*/serial"):
            try:
                if open(path).read().strip() == SERIAL:
                    return os.path.dirname(path)
            except OSError:
                pass

    def node(self):
        numbers = [int(open("%s/%s" % (self.path, name)).read()) for name in ("busnum", "devnum")]
        return "/dev/bus/usb/%03d/%03d" % tuple(numbers)

    def driver(self):
        link = glob.glob(self.path + ":1.0/driver") or glob.glob(self.path + "/*:1.0/driver")
        return os.path.basename(os.path.realpath(link[0])) if link else None

    def hidraw(self):
        return glob.glob(self.path + "/*:1.0/*/hidraw/*")


def case_found_over_usbfs(w):
    """libusb takes the interface from usbhid: no hidraw is left of it; its node has its name and the gate's group"""
    w.usb.tell(
        "plug thermo-1 ch340 gy-mcu90614 port=%d" % THERMO, "plug pos-1 hid hid-pos port=%d serial=%s" % (POS, SERIAL))
    w.all_ready()
    scanner = Scanner()
    if scanner.driver() != "usbfs" or scanner.hidraw():
        raise Failed("the kernel has it still: %s, %s" % (scanner.driver(), scanner.hidraw()))
    expect_gate_node("/dev/gatehouse/usb-" + port_path(POS).rsplit(":", 1)[0], scanner.node())
    threads = os.listdir("/proc/%d/task" % w.gate.daemon.pid)
    names = [open("/proc/%d/task/%s/comm" % (w.gate.daemon.pid, thread)).read().strip() for thread in threads]
    if "libusb_event" in names:
        raise Failed("libusb has a thread: %s" % names)
    return "%d threads" % len(names)


def case_pass_over_libusb(w):
    """a pass in several reports is verified and recorded"""
    w.all_ready()
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)


def case_pulled_out_of_a_transfer(w):
    """it is pulled out in the middle of its reports and plugged into another port: half a code is no code, the next one is"""
    w.all_ready()
    since, node = len(w.gate.events), Scanner().node()
    sent = w.usb.state("pos-1")["sent"]
    w.usb.tell("pos-1 half " + "B" * 100)
    until("the host has some of it", lambda: w.usb.state("pos-1")["sent"] > sent)
    w.usb.tell("pos-1 unplug")
    w.gate.wait("pos-1", "lost", "absent")
    w.usb.tell("plug pos-1 port=%d" % OTHER)
    w.gate.wait("pos-1", "ready")
    if any(p.get("outcome") for p in w.gate.passages("west-in", since)):
        raise Failed("half a code was taken for one: %s" % w.gate.passages("west-in", since))
    if Scanner().node() == node:
        raise Failed("it has the same number")
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.4)


def case_stall_is_cleared(w):
    """its endpoint halts: it is let go, and the next code is recorded"""
    w.all_ready()
    failures = w.gate.device("pos-1")["counters"]["transferErrors"]
    w.usb.tell("pos-1 stall in")
    until("it is counted", lambda: w.gate.device("pos-1")["counters"]["transferErrors"] > failures)
    # What the fake sends while nobody reads is lost.
    until("it is read again", lambda: w.usb.state("pos-1")["open"])
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.6)


def case_wedged_and_reset(w):
    """its transfers fail again and again: it is reset, counted, and read again"""
    w.all_ready()
    before = w.gate.device("pos-1")["counters"]["resets"]
    w.usb.tell("pos-1 eproto in 60")
    until("it is reset", lambda: w.gate.device("pos-1")["counters"]["resets"] > before)
    # What is left of the failures goes by.
    until("the failures are over", lambda: w.usb.state("pos-1")["failed"] >= 60)
    w.gate.wait("pos-1", "ready")
    if not kernel_says(r"usb .*: reset full-speed USB device"):
        raise Failed("the kernel has reset nothing")
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)
    lines = [line for line in w.gate.log().split("\n") if "pos-1 was reset" in line]
    if len(lines) != w.gate.device("pos-1")["counters"]["resets"]:
        raise Failed("not one line for each reset: %s" % lines)
    return "%d resets" % len(lines)
