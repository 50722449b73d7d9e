import Control
import Testing

@testable import gatehousectl

@Suite struct ScreenTests {
    @Test(arguments: [
        (0.0, "0.0 s"), (-1, "0.0 s"), (0.14, "0.1 s"), (9.99, "10.0 s"), (42, "42 s"), (60, "1 min 0 s"),
        (3725, "1 h 2 min"), (200_000, "2 d 7 h"), (.infinity, "a very long time"), (.nan, "a very long time"),
    ])
    func durations(seconds: Double, words: String) {
        #expect(Words.duration(seconds) == words)
    }

    @Test func numbers() {
        #expect(Words.decimal(36.525, 2) == "36.53" || Words.decimal(36.525, 2) == "36.52")
        #expect(Words.decimal(-0.001, 2) == "0.00")
        #expect(Words.decimal(-3.05, 1) == "-3.1" || Words.decimal(-3.05, 1) == "-3.0")
        #expect(Words.decimal(.nan, 1) == "nan")
        #expect(Words.celsius(36.5) == "36.50 °C")
        #expect(Words.bytes(512) == "512 B")
        #expect(Words.bytes(4096) == "4.0 KiB")
        #expect(Words.bytes(1 << 28) == "256.0 MiB")
        #expect(Words.latency(999) == "999 µs")
        #expect(Words.latency(1234) == "1.2 ms")
        #expect(Words.latency(123_456) == "123 ms")
        #expect(Words.count(1, "lane") == "1 lane")
        #expect(Words.count(0, "lane") == "0 lanes")
    }

    @Test func columnsCountChineseTwice() {
        #expect(Columns.width("张*") == 3)
        #expect(Columns.left("张", 4) == "张  ")
        #expect(Columns.right("ab", 4) == "  ab")
        #expect(Columns.left("嘉宝梦之星", 6) == "嘉宝… ")
        #expect(Columns.width(Columns.left("嘉宝梦之星", 6)) == 6)
        #expect(Columns.wrapped("a b", indent: 2) == ["  a b"])
        let long = Columns.wrapped(Array(repeating: "word", count: 40).joined(separator: " "), indent: 4)
        #expect(long.count == 3)
        #expect(long.allSatisfy { Columns.width($0) <= Columns.screen && $0.hasPrefix("    word") })
    }

    @Test func attentionIsAskedForInWords() {
        var status = GateStatus(
            site: "s", gate: "g", version: "0", uptime: 0, clock: ClockStatus(time: "t", quality: "synchronised"),
            lanes: [], devices: [DeviceStatus(name: "d", role: "r", driver: "x", state: "ready", since: 0)],
            journal: JournalStatus(
                origin: "o", size: 0, durable: 0, ringUsed: 0, ringCapacity: 100, available: true))
        #expect(Attention.findings(status).isEmpty)
        #expect(StatusScreen(status).text.contains("All is well."))
        status.journal.available = false
        status.journal.ringUsed = 80
        status.journal.oldestUncosignedAge = 301
        status.clock.quality = "unset"
        status.devices[0].state = "stale"
        let findings = Attention.findings(status)
        #expect(findings.count == 5)
        #expect(findings.allSatisfy { $0.contains(";") })
        #expect(findings.first?.hasPrefix("journal") == true)
    }
}
