import Control
import EventLoop
import Foundation
import Glibc
import TestSupport
import Testing
import Wire

/// The verbs of devices as the real binary, against a scripted gate at a real socket, and without any daemon.
@Suite struct DeviceVerbTests {
    private static func header() -> CaptureHeader {
        var header = CaptureHeader()
        header.driver = "gy-mcu90614"
        header.transport = .serial
        header.line = "9600 8N1"
        return header
    }

    private static func entry(_ milliseconds: UInt64, _ content: CaptureEntry.Content) -> CaptureEntry {
        CaptureEntry(time: Instant(nanoseconds: milliseconds * 1_000_000), content)
    }

    // MARK: - list and show

    @Test func listShowsDevicesAndTrouble() throws {
        let gate = try DeviceGate()
        let result = try gate.run(["device", "list"])
        #expect(result.code == 0)
        #expect(result.lines.contains { $0.hasPrefix("thermo-1") && $0.contains("ready       1 min 15 s") })
        #expect(result.lines.contains("    it hung up; plug it in again"))
        let json = try Tool.object(try gate.run(["device", "list", "--json"]).output)
        #expect(json["daemon"] as? Bool == true)
        #expect((json["devices"] as? [[String: Any]])?.count == 2)
        #expect(json["plugged"] is [Any])
    }

    @Test func showHasFactsAndRemedy() throws {
        let gate = try DeviceGate()
        let result = try gate.run(["device", "show", "thermo-1"])
        #expect(result.code == 0 && result.output.contains("says        emissivity 0.97"))
        #expect(try gate.run(["device", "show", "scan-1"]).output.contains("  - it hung up; plug it in again"))
        let unknown = try gate.run(["device", "show", "thermo-9"])
        #expect(unknown.code == 2 && unknown.complaint.contains("thermo-1, scan-1"))
        let json = try Tool.object(try gate.run(["device", "show", "thermo-1", "--json"]).output)
        #expect((json["device"] as? [String: Any])?["name"] as? String == "thermo-1")
    }

    // MARK: - capture

    @Test func aCaptureIsAFileThatTheReaderReads() throws {
        let gate = try DeviceGate()
        let path = gate.directory.file("t.capture")
        var running: Process?
        gate.onCapture = { listener in
            listener.begin(Self.header())
            listener.take(Self.entry(10, .sent([0xA5])))
            listener.take(Self.entry(31, .received([0x5A, 0x5A])))
            listener.take(Self.entry(40, .remark("lost")))
            // By Ctrl-C, once it has written all of it.
            gate.loop.schedule(at: gate.loop.now) { _ in Self.interrupt(gate, running, path, lines: 8) }
        }
        let result = try gate.run(["device", "capture", "thermo-1", "--output", path, "--note", "as delivered"]) {
            running = $0
        }
        #expect(result.code == 0, "\(result.complaint)")
        #expect(gate.captures.map(\.withCodes) == [false] && gate.captures[0].device == "thermo-1")
        let capture = try Capture(text: Array(Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(capture.header.driver == "gy-mcu90614" && capture.header.line == "9600 8N1")
        #expect(capture.header.notes.first == "as delivered")
        #expect(
            capture.entries == [
                Self.entry(10, .sent([0xA5])), Self.entry(31, .received([0x5A, 0x5A])), Self.entry(40, .remark("lost")),
            ])
        #expect(result.output.contains("3 entries") && result.output.contains("2 bytes from the device and 1 to it"))
    }

    /// Looks again until the growing file has so many lines.
    private static func interrupt(_ gate: DeviceGate, _ process: Process?, _ path: String, lines: Int) {
        let growing = "\(path).\(process?.processIdentifier ?? 0).part"
        let text = (try? String(contentsOfFile: growing, encoding: .utf8)) ?? ""
        guard text.split(separator: "\n").count < lines else { return process?.interrupt() ?? () }
        gate.loop.schedule(at: gate.loop.now + .milliseconds(5)) { _ in interrupt(gate, process, path, lines: lines) }
    }

    @Test func codesNeedTheFlagAndAWarning() throws {
        for flag in [[], ["--include-codes"]] {
            let gate = try DeviceGate()
            gate.onCapture = { $0.begin(Self.header()) }
            let result = try gate.run(["device", "capture", "scan-1", "--seconds", "0.05"] + flag)
            #expect(result.code == 0)
            #expect(gate.captures.map(\.withCodes) == [!flag.isEmpty])
            #expect(result.complaint.contains(flag.isEmpty ? "masked" : "personal"))
        }
    }

    @Test func whatCameBeforeTheEndOfTheDaemonIsKept() throws {
        let gate = try DeviceGate()
        let path = gate.directory.file("t.capture")
        gate.onCapture = { listener in
            listener.begin(Self.header())
            listener.take(Self.entry(1, .received([1])))
            // After the replies went out.
            gate.loop.schedule(at: gate.loop.now + .milliseconds(20)) { _ in gate.close() }
        }
        let result = try gate.run(["device", "capture", "thermo-1", "--output", path])
        #expect(result.code == 3)
        #expect(result.complaint.contains("what came before is in \(path)"))
        #expect(try Capture(text: Array(Data(contentsOf: URL(fileURLWithPath: path)))).entries.count == 1)
    }

    @Test func linesGoToTheOutputAsJSONToo() throws {
        let gate = try DeviceGate()
        gate.onCapture = { listener in
            listener.begin(Self.header())
            listener.take(Self.entry(31, .received([0x5A, 0x01])))
        }
        let json = try gate.run(["device", "capture", "thermo-1", "--seconds", "0.2", "--json"])
        #expect(json.lines == [#"{"bytes":"5A 01","kind":"received","time":0.031}"#])
        let text = try gate.run(["device", "capture", "thermo-1", "--seconds", "0.2"])
        #expect(text.lines.first == "# gatehouse capture 1" && text.lines.last == "0.031000 < 5A 01")
    }

    // MARK: - without a daemon

    /// A device on a pseudo-terminal, opened by the tool itself, asked as the gate would ask it.
    @Test func aNodeIsCapturedWithoutADaemon() throws {
        let terminal = try PseudoTerminal()
        let process = Tool.process(["device", "capture", "--path", terminal.path, "--driver", "gy-mcu90614"])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let reader = output.fileHandleForReading
        var text = ""
        func read(until words: String) throws {
            while !text.contains(words) {
                let more = reader.availableData
                try #require(!more.isEmpty, "\(text)")
                text += String(decoding: more, as: UTF8.self)
            }
        }
        try read(until: "! opened\n")
        try terminal.master.write([0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30])
        try read(until: "< 5A 5A 45 04 0D 54 08 CA 30\n")
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let capture = try Capture(text: Array(text.utf8))
        #expect(capture.header.driver == "gy-mcu90614" && capture.header.transport == .serial)
    }

    @Test func aScannerIsMaskedWithoutADaemonToo() throws {
        let terminal = try PseudoTerminal()
        let process = Tool.process(["device", "capture", "--path", terminal.path, "--driver", "serial-line"])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let reader = output.fileHandleForReading
        var text = ""
        while !text.contains("! opened\n") { text += String(decoding: reader.availableData, as: UTF8.self) }
        try terminal.master.write(Array("GH1:X\r".utf8))
        while !text.contains("0D\n") { text += String(decoding: reader.availableData, as: UTF8.self) }
        process.interrupt()
        process.waitUntilExit()
        #expect(text.contains("# note: the text of codes is masked"))
        #expect(try Capture(text: Array(text.utf8)).received == Array("xxxxx\r".utf8))
    }

    @Test func aNodeThatIsNotThereOrHeldIsNamed() throws {
        let absent = try Tool.run("device", "capture", "--path", "/dev/nowhere")
        #expect(absent.code == 3 && absent.complaint.contains("/dev/nowhere"))
        let terminal = try PseudoTerminal()
        let holder = open(terminal.path, O_RDWR | O_NOCTTY)
        defer { close(holder) }
        try #require(flock(holder, LOCK_EX | LOCK_NB) == 0)
        let held = try Tool.run("device", "capture", "--path", terminal.path)
        #expect(held.code == 3)
        #expect(held.complaint.contains("is held by another process"))
        #expect(held.complaint.contains("process \(getpid())"))
    }

    // MARK: - monitor

    @Test func monitorTellsOfDevicesOnly() throws {
        let gate = try DeviceGate()
        let result = try gate.run(["device", "monitor", "--count", "4"])
        #expect(result.code == 0)
        #expect(
            result.output == """
                08:00:01.000  scan-1       is lost
                              it hung up
                08:00:01.000  thermo-1     34.12 °C, ambient 22.50 °C
                08:00:01.000  scan-1       read code 3
                08:00:01.000  thermo-1     says emissivity 0.97

                """)
        let one = try gate.run(["device", "monitor", "thermo-1", "--json", "--count", "2"])
        #expect(one.lines.count == 2 && one.lines.allSatisfy { $0.contains("thermo-1") })
        #expect(try gate.run(["device", "monitor", "thermo-9", "--count", "1"]).code == 2)
    }

    /// On a terminal: the other screen, a picture, keys, and all as it was at the end.
    @Test(arguments: ["q", "\u{3}", "SIGTERM"]) func monitorGivesTheTerminalBack(how: String) throws {
        let gate = try DeviceGate()
        let terminal = try PseudoTerminal()
        let end = open(terminal.path, O_RDWR | O_NOCTTY)
        try #require(end >= 0)
        let handle = FileHandle(fileDescriptor: end, closeOnDealloc: true)
        var before = termios()
        try #require(tcgetattr(end, &before) == 0)
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var running: Process?
        var isTold = false
        func look(_ fd: Int32) {
            let count = Glibc.read(fd, &buffer, buffer.count)
            if count > 0 { text += String(decoding: buffer[..<count], as: UTF8.self) }
            guard !isTold, text.contains("34.12") else { return }
            isTold = true
            if how == "SIGTERM" { running?.terminate() } else { _ = Glibc.write(fd, how, how.utf8.count) }
        }
        let registration = try gate.loop.register(terminal.master.fd, events: .readable) { _, _ in
            look(terminal.master.fd)
        }
        let result = try gate.run(["device", "monitor"], input: handle, output: handle) { running = $0 }
        registration.cancel()
        look(terminal.master.fd)
        #expect(result.code == 0, "\(result.complaint)")
        #expect(text.hasPrefix(ScreenText.enter))
        #expect(text.hasSuffix(ScreenText.leave))
        #expect(text.contains("嘉宝梦之星, gate west") && text.contains("▶") && text.contains("thermo-1"))
        #expect(!text.contains("\n"), "no line feeds: nothing scrolls")
        var after = termios()
        try #require(tcgetattr(end, &after) == 0)
        #expect(after.c_lflag == before.c_lflag && after.c_iflag == before.c_iflag && after.c_oflag == before.c_oflag)
    }

    private enum ScreenText {
        static let enter = "\u{1B}[?1049h\u{1B}[?25l"
        static let leave = "\u{1B}[?25h\u{1B}[?1049l"
    }
}
