import TestSupport
import Testing

@Suite struct BarrierTests {
    /// The daemon dies while the contact is closed and nobody starts it again: the guard process opens the contact.
    @Test func aBarrierIsNotLeftOpenByADaemonThatDied() throws {
        let site = try Site()
        // So long that the pulse's own end cannot be what is seen.
        try site.edit("gatehouse.toml", "pulse_ms = 1000", "pulse_ms = 5000")
        let (thermometer, relay) = (try FakeLine(site, "thermo-1"), try FakeLine(site, "relay-1"))
        let daemon = try site.startDaemon()
        try site.wait(for: "relay-1", toBe: "ready")
        var heard: [UInt8] = []
        try thermometer.measure("the barrier opens", object: 3650) {
            heard += relay.take() ?? []
            return heard.contains([0xA0, 0x01, 0x01, 0xA2])
        }
        #expect(daemon.kill() == .signal(9))
        // What it said before: all off when it came, then on.
        let before = heard.count
        try until(
            "the contact is opened",
            holds: {
                heard += relay.take() ?? []
                return heard.dropFirst(before).contains([0xA0, 0x01, 0x00, 0xA1])
            })
        #expect(try site.export().last?.verdict == "admit")
        #expect(try site.ctl("journal", "verify").contains("is sound"))
    }
}
