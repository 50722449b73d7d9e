"""Serial devices behind the kernel's own drivers: three identical CH340 converters told apart by their ports, and a
scanner that is its own modem."""
import os

from gate import (USB, Failed, Gate, by_path, expect_gate_node, kernel_says, never, nodes, number, port_path,
                  properties, until)

# Ports of the virtual controller.
THERMO_1, THERMO_2, SCAN, RELAY, OTHER = 0, 1, 2, 3, 5

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


def device(name, role, driver, lane, port, more=""):
    return """
[[device]]
name = "%s"
role = "%s"
driver = "%s"
lane = "%s"
match = { path = "%s" }
baud = 9600
%s
""" % (name, role, driver, lane, port_path(port), more)


DEVICES = (
    device("thermo-1", "thermometer", "gy-mcu90614", "west-in", THERMO_1)
    + device("thermo-2", "thermometer", "gy-mcu90614", "east-in", THERMO_2)
    + device("scan-1", "scanner", "serial-line", "west-in", SCAN)
    + device("relay-1", "output", "lcus", "west-in", RELAY, "channel = 1\npulse_ms = 500\n")
)
NAMES = ["thermo-1", "thermo-2", "scan-1", "relay-1"]


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
        kernel_says(r".*(?:vhci|usb|tty).*")[-30:])


def case_found_cold_and_hot(w):
    """ch341 and cdc_acm make their terminals, and the daemon finds each by its port"""
    w.usb.tell(
        "plug thermo-1 ch340 gy-mcu90614 port=%d" % THERMO_1, "plug thermo-2 ch340 gy-mcu90614 port=%d" % THERMO_2,
        "plug scan-1 cdc-acm serial-line port=%d" % SCAN, "plug relay-1 ch340 lcus port=%d" % RELAY)
    w.all_ready()
    if len(nodes("/dev/ttyUSB*")) != 3 or len(nodes("/dev/ttyACM*")) != 1:
        raise Failed("terminals: %s" % nodes("/dev/tty[UA]*"))
    speeds = {name: w.usb.state(name)["baud"] for name in NAMES}
    if any(abs(baud - 9600) > 96 for baud in speeds.values()):
        raise Failed("the drivers set other speeds: %s" % speeds)


def case_names_and_groups(w):
    """udev names each converter by its port, gives it to the gate's group, and keeps modem probes away"""
    w.all_ready()
    for port in (THERMO_1, THERMO_2, RELAY):
        expect_gate_node("/dev/gatehouse/serial-%s-port0" % port_path(port), by_path(port))
    expect_gate_node("/dev/gatehouse/serial-" + port_path(SCAN), by_path(SCAN, ""))
    if properties(by_path(THERMO_1)).get("ID_MM_PORT_IGNORE") != "1":
        raise Failed("a modem manager may probe the thermometer")


def case_reading_opens(w):
    """a reading over ch341 is a record, and the relay behind another ch341 opens the barrier"""
    w.all_ready()
    w.gate.admit(w.usb, "thermo-1", "west-in", 36.5, "relay-1")


def case_scan_is_read(w):
    """a pass over cdc_acm is verified and recorded"""
    w.all_ready()
    w.gate.scan(w.usb, "scan-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.4)


def case_unplugged_while_it_sends(w):
    """the cable is pulled while frames come, five times; the device is missed, comes back, and is read again"""
    w.all_ready()
    reopened = w.gate.device("thermo-1")["counters"]["reopened"]
    for _ in range(5):
        since = len(w.gate.events)
        w.usb.tell("thermo-1 subject 36.6")
        until("samples", lambda: w.gate.summaries("thermo-1", since))
        w.usb.tell("thermo-1 unplug")
        w.gate.wait("thermo-1", "lost", "absent")
        w.usb.tell("thermo-1 subject none", "thermo-1 plug")
        w.gate.wait("thermo-1", "ready")
    if w.gate.device("thermo-1")["counters"]["reopened"] < reopened + 5:
        raise Failed("reopened %s" % w.gate.device("thermo-1")["counters"])
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.7)


def case_other_number(w):
    """two devices return with each other's number: the port decides, not ttyUSB0"""
    w.all_ready()
    before = {port: number(by_path(port)) for port in (THERMO_1, THERMO_2)}
    w.usb.tell("thermo-1 unplug", "thermo-2 unplug")
    for name in ("thermo-1", "thermo-2"):
        w.gate.wait(name, "lost", "absent")
    until("the links are gone", lambda: not any(os.path.exists(by_path(p)) for p in before))
    first, second = ("thermo-2", "thermo-1") if before[THERMO_1] < before[THERMO_2] else ("thermo-1", "thermo-2")
    w.usb.tell(first + " plug")
    w.gate.wait(first, "ready")
    w.usb.tell(second + " plug")
    w.gate.wait(second, "ready")
    after = {port: number(by_path(port)) for port in before}
    if [after[THERMO_1], after[THERMO_2]] != [before[THERMO_2], before[THERMO_1]]:
        raise Failed("the numbers did not change: %s, then %s" % (before, after))
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.3)
    w.gate.measure(w.usb, "thermo-2", "east-in", 36.9)
    return "%s and %s" % (after[THERMO_1], after[THERMO_2])


def case_other_port(w):
    """a device bound to its port is not taken where it does not belong, and is when it is put back"""
    w.all_ready()
    w.usb.tell("thermo-1 unplug")
    w.gate.wait("thermo-1", "lost", "absent")
    w.usb.tell("thermo-1 plug port=%d" % OTHER)
    until("its terminal at the other port", lambda: os.path.exists(by_path(OTHER)))
    never("a thermometer in another port was taken for it", lambda: w.gate.device("thermo-1")["state"] == "ready", 3)
    w.usb.tell("thermo-1 unplug", "thermo-1 plug port=%d" % THERMO_1)
    w.gate.wait("thermo-1", "ready")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.5)


def case_twins_swapped(w):
    """two identical devices swap ports: each lane reads what is in its port"""
    w.all_ready()
    w.usb.tell("thermo-1 unplug", "thermo-2 unplug")
    for name in ("thermo-1", "thermo-2"):
        w.gate.wait(name, "lost", "absent")
    w.usb.tell("thermo-1 plug port=%d" % THERMO_2, "thermo-2 plug port=%d" % THERMO_1)
    w.all_ready()
    w.gate.measure(w.usb, "thermo-1", "east-in", 36.2)
    w.gate.measure(w.usb, "thermo-2", "west-in", 36.8)
    w.usb.tell("thermo-1 unplug", "thermo-2 unplug")
    w.usb.tell("thermo-1 plug port=%d" % THERMO_1, "thermo-2 plug port=%d" % THERMO_2)
    for name in ("thermo-1", "thermo-2"):
        until(name + " is open", lambda: w.usb.state(name)["open"])
    w.all_ready()


def failing_transfers(w, fault, count):
    w.all_ready()
    w.usb.tell("thermo-1 subject 36.6")
    failed = w.usb.state("thermo-1")["failed"]
    for _ in range(count):
        w.usb.tell("thermo-1 %s in" % fault)
    until("the transfers failed", lambda: w.usb.state("thermo-1")["failed"] == failed + count)
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.6)


def case_protocol_error(w):
    """thirty transfers of ch341 end with EPROTO in the middle of a person: the reading is recorded"""
    failing_transfers(w, "eproto", 30)


def case_babble(w):
    """transfers of ch341 end with EOVERFLOW: the reading is recorded"""
    failing_transfers(w, "babble", 5)


def case_stall(w):
    """both transfers of ch341 stall, after which its driver asks no more: the daemon opens the device again"""
    w.all_ready()
    reopened = w.gate.device("thermo-1")["counters"]["reopened"]
    failing_transfers(w, "stall", 2)
    if w.gate.device("thermo-1")["counters"]["reopened"] == reopened:
        raise Failed("it was not opened again, and yet read")


def case_stall_of_a_modem(w):
    """transfers of cdc_acm stall: its driver clears the halt, and the next code is recorded"""
    w.all_ready()
    w.usb.tell("scan-1 stall in 3")
    w.gate.scan(w.usb, "scan-1", "west-in")
    w.gate.measure(w.usb, "thermo-1", "west-in", 36.4)


def case_relay_pulled_while_closed(w):
    """the relay is pulled out while the barrier is open, and serves the next person when it is back"""
    w.all_ready()
    until("the contact is open", lambda: not w.usb.state("relay-1")["on"])
    since = len(w.gate.events)
    w.usb.tell("thermo-1 subject 36.5")
    until("the contact is closed", lambda: w.usb.state("relay-1")["on"])
    w.usb.tell("relay-1 unplug", "thermo-1 subject none")
    w.gate.wait("relay-1", "lost", "absent")
    until("a record of why the barrier opened", lambda: w.gate.passages("west-in", since))
    w.usb.tell("relay-1 plug")
    w.gate.wait("relay-1", "ready")
    w.gate.admit(w.usb, "thermo-1", "west-in", 36.4, "relay-1")
