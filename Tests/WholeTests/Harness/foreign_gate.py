"""A program that is not Gatehouse's drives a gate: python3 foreign_gate.py BIN SITE (see `gatehousectl site init`).

Opens two ptys, names them in the site's configuration, plays a thermometer and a scanner, and reads the export.
"""
import json, os, pty, select, subprocess, sys, time, tty

programs, site = sys.argv[1:3]
config = site + "/gatehouse.toml"
ends = {name: pty.openpty() for name in ("thermo-1", "scan-1")}
text = open(config).read()
for name, (_, slave) in ends.items():
    tty.setraw(slave)
    text = text.replace(f'"devices/{name}"', f'"{os.ttyname(slave)}"')
open(config, "w").write(text)
thermometer, scanner = ends["thermo-1"][0], ends["scan-1"][0]


def frame(celsius, ambient=22.5):
    body = b"\x5a\x5a\x45\x04" + round(celsius * 100).to_bytes(2, "big") + round(ambient * 100).to_bytes(2, "big")
    return body + bytes([sum(body) & 0xFF])


def export():
    command = [programs + "/gatehousectl", "journal", "export", "--config", config]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def play(celsius, until, what, limit=120):
    end = time.monotonic() + limit
    while not until():
        assert time.monotonic() < end, what
        os.write(thermometer, frame(celsius))
        time.sleep(0.1)


gate = subprocess.Popen([programs + "/gatehoused", "--config", config])
try:
    # The gate opens a port, discards what waited there, and asks the thermometer to stream.
    play(22.6, lambda: select.select([thermometer], [], [], 0)[0], "the thermometer is opened")
    play(36.5, lambda: any("temperature" in r["detail"] for r in export()), "a reading")
    for _ in range(4):
        os.write(thermometer, frame(22.6))
    code = open(site + "/committee/passes/resident.txt").read().strip()
    os.write(scanner, code.encode() + b"\r\n")
    play(22.6, lambda: any("scheme" in r["detail"] for r in export()), "a code")
finally:
    gate.terminate()
    status = gate.wait()
assert status == 0, status

records = export()
keys = {"index", "kind", "time", "clock", "lane", "category", "verdict", "reasons", "detail", "sealed"}
assert all(keys <= record.keys() for record in records)
assert [record["index"] for record in records] == list(range(len(records)))
reading = next(record for record in records if "temperature" in record["detail"])
assert {"object", "ambient", "temperature", "samples", "corrections"} <= reading["detail"].keys()
assert abs(reading["detail"]["object"] - 36.5) < 0.01 and abs(reading["detail"]["ambient"] - 22.5) < 0.01, reading
assert (reading["verdict"], reading["category"], reading["lane"]) == ("admit", "resident", "west-in"), reading
scan = next(record for record in records if "scheme" in record["detail"])
assert (scan["detail"]["scheme"], scan["detail"]["outcome"]) == ("gh1", "verified"), scan
print(len(records), "records")
