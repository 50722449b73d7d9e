import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// What arrives, or does not, on a serial line of a running gate.
@Suite struct LineTests {
    @Test func garbageIsCountedAndChangesNothing() throws {
        let site = try Site()
        let (thermometer, scanner) = (try FakeLine(site, "thermo-1"), try FakeLine(site, "scan-1"))
        let daemon = try site.startDaemon()
        try site.wait(for: "scan-1", toBe: "ready")
        try until("the thermometer's line is open", holds: { try site.device("thermo-1").state != "absent" })
        var random = SplitMix(seed: 0x6A7E)
        let (lost, text) = (
            try Self.sendGarbageFrames(thermometer, &random), try Self.sendGarbageText(scanner, &random)
        )

        try until(
            "the thermometer's bytes are dropped",
            holds: {
                try site.device("thermo-1").counters.droppedBytes >= UInt64(lost)
            })
        try until(
            "the scanner's bytes are dropped",
            holds: {
                try site.device("scan-1").counters.droppedBytes >= UInt64(text)
            })
        #expect(try site.device("thermo-1").counters.checksumFailures > 0)
        let records = try site.export()
        #expect(!records.contains { $0.detail.object != nil || $0.detail.temperature != nil })
        #expect(!records.contains { $0.detail.outcome == "verified" || $0.verdict == "admit" })

        try thermometer.measure("a reading", object: 3650) {
            try site.export().contains { $0.detail.temperature != nil }
        }
        let reading = try #require(try site.export().last { $0.detail.temperature != nil })
        #expect(reading.detail.object == 36.5)
        try scanner.scan(site.pass("resident")) { try site.export().contains { $0.detail.outcome == "verified" } }
        let status = try site.run("gatehousectl", ["status", "--json", "--config", site.file("gatehouse.toml")])
        #expect(status.output.contains(#""droppedBytes""#), "\(status.output)\(status.errors)")
        #expect(daemon.isRunning)
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }

    @Test func aThermometerThatIsUnpluggedComesBack() throws {
        let site = try Site()
        var thermometer = try FakeLine(site, "thermo-1")
        let daemon = try site.startDaemon()
        for life in 1...3 {
            try thermometer.measure("life \(life)", object: 3640) { try site.device("thermo-1").state == "ready" }
            thermometer.unplug()
            try until("it is missed", holds: { ["lost", "absent"].contains(try site.device("thermo-1").state) })
            let busy = try Self.busyShare(of: daemon, over: .seconds(1))
            #expect(busy < 0.3, "a line that is gone costs \(Int(busy * 100)) % of a processor")
            thermometer = try FakeLine(site, "thermo-1")
        }
        let before = try site.export().count
        try thermometer.measure("a reading", object: 3640) {
            try site.export().dropFirst(before).contains { $0.detail.temperature == 36.4 }
        }
        #expect(try site.device("thermo-1").counters.reopened >= 3)
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }

    /// A hang-up that leaves its name behind, as a converter that died on the bus: tried again, quietly.
    @Test func aNameThatLeadsNowhereCostsNothing() throws {
        let site = try Site()
        try #require(symlink("/dev/pts/no-such-terminal", site.file("devices/thermo-1")) == 0)
        try #require(symlink(site.file("gatehouse.toml"), site.file("devices/scan-1")) == 0)
        let daemon = try site.startDaemon()
        let states = try site.status().devices.map(\.state)
        #expect(!states.contains("ready"))
        #expect(try Self.busyShare(of: daemon, over: .seconds(1)) < 0.3)
        let problem = try until("the wrong file is named") { try site.device("scan-1").problem }
        #expect(problem.contains("scan-1") || problem.contains("terminal"), "\(problem)")
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }

    // MARK: -

    /// Random bytes, frames with one wrong bit, half frames, in random pieces. How many bytes must be dropped at least.
    private static func sendGarbageFrames(_ line: FakeLine, _ random: inout SplitMix) throws -> Int {
        var bytes: [UInt8] = []
        for _ in 0..<400 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                bytes += (0..<Int.random(in: 1...60, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            case 1: bytes += Frames.frame(object: 3650).prefix(Int.random(in: 1...8, using: &random))
            case 2: bytes += [UInt8](repeating: 0, count: 20)
            default:
                var frame = Frames.frame(object: Int.random(in: 3600...3800, using: &random))
                // Not in the header: a frame with a wrong sum is to be seen as one.
                frame[Int.random(in: 4..<9, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                bytes += frame
            }
        }
        // The last half frame is given up by silence only; nothing is left over for what follows.
        bytes += [UInt8](repeating: 0, count: 16)
        try send(bytes, line, &random)
        return bytes.count * 9 / 10
    }

    /// Lines of random bytes, NULs, a code of one million bytes, half a pass. How many bytes must be dropped at least.
    private static func sendGarbageText(_ line: FakeLine, _ random: inout SplitMix) throws -> Int {
        for _ in 0..<20 {
            let count = Int.random(in: 1...300, using: &random)
            try send((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } + [0x0D], line, &random)
        }
        try send([UInt8](repeating: 0, count: 5000) + [0x0D], line, &random)
        try send(Array("GH1:".utf8) + [UInt8](repeating: 0x41, count: 1 << 20) + [0x0D], line, &random)
        try send(Array("GH1:6BFOXN".utf8), line, &random)
        return 1 << 20
    }

    private static func send(_ bytes: [UInt8], _ line: FakeLine, _ random: inout SplitMix) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...4000, using: &random))
            try line.send(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Which share of one processor a program used over a time.
    private static func busyShare(of program: Program, over duration: Duration) throws -> Double {
        let (start, used) = (ContinuousClock.now, try processorTime(program))
        pause(duration)
        let took = ContinuousClock.now - start
        return (try processorTime(program) - used) / (took / .seconds(1))
    }

    /// User and system time of a process in seconds (`/proc/PID/stat`, fields 14 and 15).
    private static func processorTime(_ program: Program) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(program.process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        try #require(fields.count > 13)
        let ticks = try #require(Double(fields[11])) + (try #require(Double(fields[12])))
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
