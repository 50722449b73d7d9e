import TestSupport
import Testing

@Suite struct BarrierTests {
    private static let on: [UInt8] = [0xA0, 0x01, 0x01, 0xA2]
    private static let off: [UInt8] = [0xA0, 0x01, 0x00, 0xA1]

    /// The daemon ends while the contact is closed, and nobody starts it again: killed, the guard process opens the
    /// contact; stopped, the daemon does.
    @Test(arguments: [true, false])
    func aBarrierIsNotLeftOpenByADaemonThatEnds(isKilled: Bool) throws {
        let site = try Site()
        // So long that the pulse's own end cannot be what is seen.
        try site.edit("gatehouse.toml", "pulse_ms = 1000", "pulse_ms = 5000")
        let (thermometer, relay) = (try FakeLine(site, "thermo-1"), try FakeLine(site, "relay-1"))
        let daemon = try site.startDaemon()
        try site.wait(for: "relay-1", toBe: "ready")
        var heard: [UInt8] = []
        try thermometer.measure("the barrier opens", object: 3650) {
            heard += relay.take() ?? []
            return heard.contains(Self.on)
        }
        if isKilled {
            #expect(daemon.kill() == .signal(9))
        } else {
            #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
        }
        try until(
            "the contact is opened",
            holds: {
                heard += relay.take() ?? []
                let commands = heard.ranges(of: Self.on).last.map { heard[$0.upperBound...] } ?? []
                return commands.contains(Self.off)
            })
        #expect(try site.export().contains { $0.verdict == "admit" })
        #expect(try site.ctl("journal", "verify").contains("is sound"))
    }
}
