"""Any varlink client: python3 varlink_client.py SOCKET. Prints what the service tells of itself and the gate's status."""
import json, socket, sys

connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
stream = connection.makefile("rwb")
for method in ("org.varlink.service.GetInfo", "org.gatehouse.gate.GetStatus"):
    stream.write(json.dumps({"method": method}).encode() + b"\0")
    stream.flush()
    reply = b""
    while not reply.endswith(b"\0"):
        byte = stream.read(1)
        assert byte, "the gate closed the connection"
        reply += byte
    print(json.dumps(json.loads(reply[:-1])))
