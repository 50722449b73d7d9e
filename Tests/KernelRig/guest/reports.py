"""Devices that speak in reports: scanners over hidraw and as keyboards, a relay that is read back; and the keyboard of
the operator, which is nobody's scanner."""
import errno, fcntl, os, select, termios

from gate import USB, Failed, Gate, expect_gate_node, kernel_says, nodes, port_path, properties, until

THERMO, POS, KEYS, TWIN, RELAY, DESK, OTHER = 0, 1, 2, 3, 4, 5, 6
EVIOCGRAB = 0x40044590

LANES = """
[[lane]]
name = "west-in"
direction = "in"
hours = ["00:00-24:00"]
default = "resident"

[[lane]]
name = "east-in"
direction = "in"
hours = ["00:00-24:00"]
default = "resident"

"""


def device(name, role, driver, lane, match, more=""):
    return """
[[device]]
name = "%s"
role = "%s"
driver = "%s"
lane = "%s"
match = { %s }
%s
""" % (name, role, driver, lane, match, more)


# A processor that is emulated, beside others' work, pauses in the middle of a word.
PATIENT = "idle_ms = 2000"
DEVICES = (
    device("thermo-1", "thermometer", "gy-mcu90614", "west-in", 'path = "%s"' % port_path(THERMO))
    # By what it is, wherever it is plugged in.
    + device("pos-1", "scanner", "hid-pos", "west-in", 'vendor = "0c2e", product = "0907", serial = "P-0001"')
    # Two that are the same in everything but the port.
    + device("keys-1", "scanner", "keyboard", "west-in", 'path = "%s"' % port_path(KEYS), PATIENT)
    + device("keys-2", "scanner", "keyboard", "east-in", 'path = "%s"' % port_path(TWIN), PATIENT)
    + device("relay-1", "output", "dcttech", "west-in", 'vendor = "16c0", product = "05df"', "channel = 1\npulse_ms = 2000\n")
)
NAMES = ["thermo-1", "pos-1", "keys-1", "keys-2", "relay-1"]


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
        self.gate.stop()
        self.usb.close()
        return self.gate.verify()


def last_words(directory):
    return open(directory + "/site/daemon.log", errors="replace").read()[-4000:] + "\n".join(
        kernel_says(r".*(?:usb|hid|input).*")[-30:])


def event_node(port):
    link = "/dev/input/by-path/%s-event-kbd" % port_path(port)
    until("the keyboard at port %d" % port, lambda: os.path.exists(link))
    return link


def keyboard_in(w, port):
    """The name on the bus of the scanner in a port: the twins change places."""
    return next(name for name in ("keys-1", "keys-2") if w.usb.state(name)["port"] == port)


class Console:
    """The machine's first console, as a login there would read it: what reaches it was typed into the system."""

    def __enter__(self):
        self.fd = os.open("/dev/tty1", os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        settings = termios.tcgetattr(self.fd)
        settings[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self.fd, termios.TCSAFLUSH, settings)
        return self

    def __exit__(self, *_):
        os.close(self.fd)

    def read(self):
        try:
            return os.read(self.fd, 4096)
        except BlockingIOError:
            return b""


def grab(path):
    """What the kernel answers to another program that wants the keyboard."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        fcntl.ioctl(fd, EVIOCGRAB, 1)
        return 0
    except OSError as failure:
        return failure.errno
    finally:
        os.close(fd)


# Typing scanners at half their speed: the kernel keeps 64 events of a keyboard, and an emulated processor that pauses for
# longer loses codes (which the driver sees, and nobody is admitted by one).
def case_found_over_hidraw_and_evdev(w):
    """usbhid makes their nodes, and the daemon finds each: by ids and serial number, or by its port"""
    w.usb.tell(
        "plug thermo-1 ch340 gy-mcu90614 port=%d" % THERMO, "plug pos-1 hid hid-pos port=%d" % POS,
        "plug keys-1 hid keyboard pace=8 port=%d serial=none" % KEYS, "plug keys-2 hid keyboard pace=8 port=%d serial=none" % TWIN,
        "plug relay-1 hid dcttech channels=2 port=%d" % RELAY)
    w.all_ready()
    return "%d hidraw, %d event" % (len(nodes("/dev/hidraw*")), len(nodes("/dev/input/event*")))


def case_names_and_groups(w):
    """udev names scanners and relay by their ports, gives them to the gate's group, and keeps desktops away"""
    w.all_ready()
    for port in (POS, KEYS, TWIN, RELAY):
        link = "/dev/gatehouse/hidraw-" + port_path(port)
        until(link, lambda: os.path.exists(link))
        expect_gate_node(link, link)
    for port in (KEYS, TWIN):
        expect_gate_node("/dev/gatehouse/keyboard-" + port_path(port), event_node(port))
        if properties(event_node(port)).get("LIBINPUT_IGNORE_DEVICE") != "1":
            raise Failed("a desktop would take what the scanner types")


def case_pass_over_hidraw(w):
    """a pass in several reports is verified and recorded"""
    w.all_ready()
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)


def case_relay_is_switched_by_reports(w):
    """the verdict switches a relay by feature reports, on and off"""
    w.all_ready()
    w.gate.admit(w.usb, "thermo-1", "west-in", 36.4, "relay-1")


def case_relay_with_a_bad_cable(w):
    """a feature report of the relay ends with EPROTO: the barrier opens and closes all the same"""
    w.all_ready()
    w.usb.tell("relay-1 eproto control 1")
    w.gate.admit(w.usb, "thermo-1", "west-in", 36.6, "relay-1")


def case_typed_pass(w):
    """a pass that a scanner types is verified and recorded, and nobody else sees a key of it"""
    w.all_ready()
    path = event_node(KEYS)
    answer = grab(path)
    if answer != errno.EBUSY:
        raise Failed("another program may take the keyboard: %s" % (answer and errno.errorcode[answer]))
    other = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with Console() as console:
            w.gate.scan(w.usb, "keys-1", "west-in")
            seen = console.read()
            if seen:
                raise Failed("%d bytes of the code reached the console" % len(seen))
        if select.select([other], [], [], 0)[0]:
            raise Failed("another program read events of the keyboard")
    finally:
        os.close(other)
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)


def case_operators_keyboard(w):
    """the operator's keyboard is never taken: its keys reach the console, and no lane"""
    w.all_ready()
    w.usb.tell(
        'plug desk hid keyboard vid=046d pid=c31c manufacturer=Logitech product="USB Keyboard" serial=none port=%d' % DESK)
    path = event_node(DESK)
    if properties(path).get("GATEHOUSE_DEVICE") or os.path.exists("/dev/gatehouse/keyboard-" + port_path(DESK)):
        raise Failed("the rules of udev take the operator's keyboard for a device of the gate")
    since = len(w.gate.events)
    with Console() as console:
        until("the console gets its keys", lambda: w.usb.ask("desk scan gh1") and b"gh1" in console.read())
    if grab(path):
        raise Failed("somebody has taken the operator's keyboard")
    if any(p.get("outcome") for lane in ("west-in", "east-in") for p in w.gate.passages(lane, since)):
        raise Failed("what the operator typed was taken for a code")
    w.usb.tell("unplug desk")


def case_twin_keyboards(w):
    """two identical typing scanners swap ports: each lane reads what is in its port"""
    w.all_ready()
    w.usb.tell("unplug keys-1", "unplug keys-2")
    for name in ("keys-1", "keys-2"):
        w.gate.wait(name, "lost", "absent")
    w.usb.tell("plug keys-1 port=%d" % TWIN, "plug keys-2 port=%d" % KEYS)
    w.all_ready()
    w.gate.scan(w.usb, "keys-1", "east-in")
    w.gate.scan(w.usb, "keys-2", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)


def case_other_port(w):
    """a scanner that is known by its serial number is found at another port"""
    w.all_ready()
    w.usb.tell("unplug pos-1")
    w.gate.wait("pos-1", "lost", "absent")
    w.usb.tell("plug pos-1 port=%d" % OTHER)
    w.gate.wait("pos-1", "ready")
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.3)


def case_pulled_while_typing(w):
    """a scanner is pulled out in the middle of a code, another in the middle of its reports: half a code is no code"""
    w.all_ready()
    before = {name: w.gate.device(name)["counters"]["reopened"] for name in ("keys-1", "pos-1")}
    since, typist = len(w.gate.events), keyboard_in(w, KEYS)
    for name, order in ((typist, "scan " + "A" * 2000), ("pos-1", "half " + "B" * 100)):
        sent = w.usb.state(name)["sent"]
        w.usb.tell(name + " " + order)
        until("the host has some of it", lambda: w.usb.state(name)["sent"] > sent)
        w.usb.tell(name + " unplug")
    w.gate.wait("keys-1", "lost", "absent")
    w.gate.wait("pos-1", "lost", "absent")
    if any(p.get("outcome") for p in w.gate.passages("west-in", since)):
        raise Failed("half a code was taken for one: %s" % w.gate.passages("west-in", since))
    w.usb.tell(typist + " plug", "pos-1 plug")
    w.all_ready()
    for name, count in before.items():
        if w.gate.device(name)["counters"]["reopened"] <= count:
            raise Failed(name + " was not opened again")
    w.gate.scan(w.usb, typist, "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)
    w.gate.scan(w.usb, "pos-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.6)


def case_reports_that_fail(w):
    """interrupt transfers end with EPROTO and stall: usbhid asks again, and the next codes are recorded"""
    w.all_ready()
    typist = keyboard_in(w, TWIN)
    for fault in ("eproto", "stall"):
        w.usb.tell("pos-1 %s in" % fault, "%s %s in" % (typist, fault))
        until("the transfers failed", lambda: all(
            w.usb.state(name)["failed"] >= (1 if fault == "eproto" else 2) for name in ("pos-1", typist)))
        w.gate.scan(w.usb, "pos-1", "west-in")
        w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)
        w.gate.scan(w.usb, typist, "east-in")
