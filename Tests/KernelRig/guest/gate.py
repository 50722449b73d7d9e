"""The real programs on a development site: the gate under test, told what to do and asked what it saw."""
import glob, grp, json, os, re, socket, stat, subprocess, threading, time

# Emulated processors beside other work: plugging until a device can be opened took 0.6 s on the average and 1.5 s at the
# most, the start of a debug program 2 to 5 s. These limits are met only by something that is broken.
PATIENCE = 40.0
START = 60.0


class Failed(Exception):
    """What a case expected and did not see."""


def until(what, test, patience=None):
    """The first true value of `test`, asked again and again."""
    end = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        value = test()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed("never happened: " + what)
        time.sleep(0.05)


def never(what, test, seconds):
    """Fails if `test` becomes true within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if test():
            raise Failed("happened: " + what)
        time.sleep(0.05)


class USB:
    """`gatehouse-sim usb`, driven over its standard input."""

    def __init__(self, programs, log):
        self.process = subprocess.Popen(
            [programs + "/gatehouse-sim", "usb"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(log, "wb"))

    def ask(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode().rstrip("\n")
        if not answer or answer.startswith("error"):
            raise Failed("%s: %s" % (line, answer or "gatehouse-sim has ended"))
        return answer

    def tell(self, *lines):
        for line in lines:
            self.ask(line)

    def state(self, device):
        return json.loads(self.ask(device + " state"))

    def close(self):
        self.process.stdin.close()
        self.process.wait(START)


class Gate:
    """A site with its daemon, a watcher of what it tells, and the journal at the end."""

    def __init__(self, programs, directory):
        self.programs, self.site = programs, directory
        self.config = directory + "/gatehouse.toml"
        self.events, self.daemon = [], None
        self.scans, self.repeated, self.shown = 0, 0, {}
        self.ctl("site", "init", "--development", directory, config=False)

    def ctl(self, *words, config=True):
        words = [self.programs + "/gatehousectl", *words] + (["--config", self.config] if config else [])
        result = subprocess.run(words, capture_output=True, text=True, timeout=2 * START)
        if result.returncode:
            raise Failed("%s: %s%s" % (" ".join(words[1:]), result.stderr, result.stdout))
        return result.stdout

    def configure(self, lanes, devices):
        """Replaces the lanes and devices of the site's configuration."""
        text = open(self.config).read()
        start, end = text.index("[[lane]]"), text.index("[journal]")
        open(self.config, "w").write(text[:start] + lanes + devices + text[end:])
        self.ctl("config", "check")

    def start(self):
        self.daemon = subprocess.Popen(
            [self.programs + "/gatehoused", "--config", self.config], stdout=open(self.site + "/daemon.log", "ab"),
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        until("the daemon answers", self.answers, START)
        threading.Thread(target=self.watch, daemon=True).start()

    def answers(self):
        if self.daemon.poll() is not None:
            raise Failed("the daemon ended with %d: %s" % (self.daemon.returncode, self.log()))
        try:
            return self.call("GetStatus")
        except (OSError, ValueError):
            return None

    def log(self):
        return open(self.site + "/daemon.log", errors="replace").read()

    # What the gate tells

    def connect(self, method, more=False):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(None if more else START)
        connection.connect(self.site + "/run/control")
        call = {"method": "org.gatehouse.gate." + method}
        if more:
            call["more"] = True
        connection.sendall(json.dumps(call).encode() + b"\0")
        return connection

    @staticmethod
    def replies(connection):
        pending = b""
        while True:
            piece = connection.recv(65536)
            if not piece:
                return
            pending += piece
            *whole, pending = pending.split(b"\0")
            for reply in whole:
                yield json.loads(reply)

    def call(self, method):
        with self.connect(method) as connection:
            for reply in self.replies(connection):
                return reply["parameters"]
        raise ValueError("no reply")

    def watch(self):
        with self.connect("Monitor", more=True) as connection:
            for reply in self.replies(connection):
                self.events.append(reply["parameters"]["event"])

    def device(self, name):
        return next(d for d in self.call("GetStatus")["status"]["devices"] if d["name"] == name)

    def wait(self, name, *states, patience=None):
        try:
            until(name, lambda: self.device(name)["state"] in states, patience)
        except Failed:
            device = self.device(name)
            raise Failed("%s is %s and not %s: %s" % (name, device["state"], "/".join(states), device.get("problem")))

    def passages(self, lane, since=0):
        return [e["passage"] for e in self.events[since:] if e["kind"] == "passage" and e["passage"]["lane"] == lane]

    def summaries(self, device, since=0):
        return [e["sample"] for e in self.events[since:] if e["kind"] == "sample" and e["sample"]["device"] == device]

    def measure(self, usb, device, lane, celsius, name=None):
        """A person stands before the thermometer `device` of the bus until `lane` has a record of the reading."""
        since = len(self.events)
        usb.tell("%s subject %.1f" % (device, celsius))

        def record():
            return next(
                (p for p in self.passages(lane, since) if abs((p.get("temperature") or 0) - celsius) < 0.35), None)

        try:
            found = until("a record of %.1f at %s" % (celsius, lane), record)
        except Failed as failure:
            raise Failed("%s; %s; records: %s" % (failure, self.device(name or device), self.passages(lane, since)))
        usb.tell("%s subject none" % device)
        if found.get("index") is None:
            raise Failed("the reading is in no record: %s" % found)
        return found

    def scan(self, usb, device, lane):
        """A resident's pass is shown to the scanner `device` until `lane` has a record that it is verified."""
        since = len(self.events)

        def record():
            return next((p for p in self.passages(lane, since) if p.get("outcome")), None)

        # The same code at the same scanner within 5 s is one scan: passes by turns, and after a while once more.
        for attempt in range(4):
            self.scans += 1
            self.repeated += attempt > 0
            name = self.shown[device] = "resident-2" if self.shown.get(device) == "resident" else "resident"
            usb.tell("%s scan %s" % (device, open("%s/committee/passes/%s.txt" % (self.site, name)).read().strip()))
            try:
                found = until("", record, PATIENCE / 4)
            except Failed:
                continue
            if found["outcome"] != "verified":
                raise Failed("the outcome is %s" % found)
            return found
        raise Failed("never happened: a record of a code at %s; %s" % (lane, self.device(device)))

    def admit(self, usb, device, lane, celsius, relay, name=None):
        """A person is measured and admitted, and the contact of `relay` closes and opens."""
        until(relay + " is open", lambda: not usb.state(relay)["on"])
        before = usb.state(relay)["pulses"]
        found = self.measure(usb, device, lane, celsius, name)
        if found["verdict"] != "admit":
            raise Failed("the verdict is %s" % found)
        try:
            until("", lambda: usb.state(relay)["pulses"] > before and not usb.state(relay)["on"])
        except Failed:
            raise Failed("%s did not close and open: %s, %s" % (relay, usb.state(relay), self.device(relay)))

    # The end

    def stop(self):
        self.daemon.terminate()
        if self.daemon.wait(START) != 0:
            raise Failed("the daemon ended with %d: %s" % (self.daemon.returncode, self.log()[-2000:]))

    def verify(self):
        """Everything that was told is in the journal, and the journal holds. What there was, in words."""
        self.ctl("journal", "verify")
        records = [json.loads(line) for line in self.ctl("journal", "export").splitlines()]
        indices = {record["index"] for record in records}
        told = [p["index"] for e in self.events if e["kind"] == "passage" for p in [e["passage"]] if p.get("index") is not None]
        missing = [index for index in told if index not in indices]
        if missing or not told:
            raise Failed("records that were told and are not in the journal: %s of %d" % (missing, len(told)))
        return "%d records, %d of %d scans were repeats" % (len(told), self.repeated, self.scans)


def expect_gate_node(link, node):
    """The rules of udev gave a node its lasting name, to the daemon's group alone."""
    until(link, lambda: os.path.exists(link))
    until("%s leads to %s" % (link, node), lambda: number(link) == number(node))
    found = os.stat(link)
    group = grp.getgrgid(found.st_gid).gr_name
    if group != "gatehouse" or stat.S_IMODE(found.st_mode) != 0o660:
        raise Failed("%s belongs to %s with mode %o" % (link, group, stat.S_IMODE(found.st_mode)))


def properties(node):
    """What udev knows of a node."""
    text = subprocess.run(["udevadm", "info", "-q", "property", node], capture_output=True, text=True).stdout
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def nodes(pattern):
    return sorted(glob.glob(pattern))


def number(path):
    """Where a link leads: ttyUSB0."""
    return os.path.basename(os.path.realpath(path)) if os.path.exists(path) else None


def port_path(port):
    """udev's ID_PATH of a device's first interface in a port of the virtual controller."""
    return "platform-vhci_hcd.0-usb-0:%d:1.0" % (port + 1)


def by_path(port, suffix="-port0"):
    return "/dev/serial/by-path/" + port_path(port) + suffix


def kernel_says(pattern):
    log = subprocess.run(["dmesg"], capture_output=True, text=True).stdout
    return re.findall(pattern, log)
