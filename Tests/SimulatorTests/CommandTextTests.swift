import Testing
import Wire

@testable import Simulator

@Suite("Commands as text")
struct CommandTextTests {
    private let devices = ["thermo-1", "scan-1", "relay-1"]

    @Test(arguments: [
        ("plug", DeviceCommand.plug), ("unplug", .unplug), ("garbage 40", .garbage(40)),
        ("delay 300ms", .delay(.milliseconds(300))), ("delay 2s", .delay(.seconds(2))), ("drop", .drop),
        ("duplicate", .duplicate), ("checksum", .checksum), ("truncate", .truncate),
        ("split", .split(.milliseconds(20))), ("split 50ms", .split(.milliseconds(50))), ("coalesce 3", .coalesce(3)),
        ("silence 5s", .silence(.seconds(5))), ("subject 36.6", .subject(Temperature(hundredths: 3660))),
        ("subject none", .subject(nil)), ("ambient -4.25", .ambient(Temperature(hundredths: -425))),
        ("insensitive on", .insensitive(true)), ("trap", .trap), ("scan GH1:A B  C", .scan("GH1:A B  C")),
        ("hold 10s GH1:A", .hold("GH1:A", .seconds(10))), ("half ]Q1", .half("]Q1")),
        ("oversize 1000000", .oversize(1_000_000)),
        ("lose 2", .lose(2)), ("state", .state), ("invalid 2", .invalid(2)),
        ("lost-first 2", .firmware(.loseFirst(2))), ("disturb 1", .firmware(.disturb(1))),
        ("sensor off", .firmware(.sensor(false))), ("aim ]Q2", .firmware(.aim("]Q2"))),
        ("aim none", .firmware(.aim(""))),
        ("nul A B", .firmware(.nul("A B"))), ("retransmit", .firmware(.retransmit)),
        ("lose-packet", .firmware(.losePacket)), ("extra on", .firmware(.extraByte(true))),
        ("split-end 20ms", .firmware(.splitEnd(.milliseconds(20)))), ("alt gbk", .firmware(.alt(.gbk))),
        ("caps on", .firmware(.caps(true))), ("layout fr", .firmware(.layout(.fr))),
        ("unreadable 3", .firmware(.unreadable(3))), ("busy 3s", .firmware(.busy(.seconds(3)))),
        ("cup 55.0", .thermometer(.cup(Temperature(hundredths: 5500)))), ("cup none", .thermometer(.cup(nil))),
        ("move", .thermometer(.move(.seconds(3)))), ("move 500ms", .thermometer(.move(.milliseconds(500)))),
        ("wrongmode 2", .thermometer(.wrongMode(2))), ("late 1", .thermometer(.late(1))),
        ("ack", .thermometer(.acknowledge)), ("offset -0.5", .thermometer(.offset(Temperature(hundredths: -50)))),
    ])
    func everyCommandIsRead(line: String, command: DeviceCommand) throws {
        let plain = try CommandText(line, devices: devices)
        #expect(plain.device == nil)
        #expect(plain.request == .device(command))
        let named = try CommandText("scan-1 \(line)", devices: devices)
        #expect(named.device == "scan-1")
        #expect(named.request == .device(command))
        #expect(CommandText.help.contains(command.verb))
    }

    @Test(arguments: [
        "garbage", "garbage -1", "garbage 0", "garbage 99999999999999999999", "delay", "delay 5", "delay -5ms",
        "delay 99999999999s", "subject", "subject warm", "subject nan", "subject inf", "subject 1e9", "scan",
        "hold 10s",
        "hold GH1", "insensitive maybe", "lose x", "", "jump",
        "invalid", "lost-first 0", "sensor", "aim Q1", "aim", "nul", "alt maybe", "layout cz", "busy", "unreadable x",
        "split-end 3", "extra", "caps", "thermo-2 state",
        "invalid 0", "cup", "cup hot", "move 3", "wrongmode -1", "late x", "offset", "offset nan", "offset 11",
    ])
    func whatIsNoCommandIsRefused(line: String) {
        #expect(throws: CommandError.self) { try CommandText(line, devices: devices) }
    }

    @Test func errorsSayWhatWouldBeRight() {
        #expect(throws: CommandError.usage("subject 36.6 or subject none (degrees Celsius, -60 to 120)")) {
            try CommandText("thermo-1 subject x", devices: devices)
        }
        #expect(throws: CommandError.noDevice("thermo-9", known: devices)) {
            try CommandText("thermo-9 subject 36.6", devices: devices)
        }
        #expect(
            CommandError.noDevice("x", known: devices).description == "no device x; there are thermo-1, scan-1, relay-1"
        )
    }
}
