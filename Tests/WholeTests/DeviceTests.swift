import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// The verbs of devices with the real daemon.
@Suite struct DeviceTests {
    @Test func aCaptureOfARunningGate() throws {
        let site = try Site()
        let (thermometer, scanner) = (try FakeLine(site, "thermo-1"), try FakeLine(site, "scan-1"))
        let daemon = try site.startDaemon()
        try thermometer.measure("it is ready", object: 3650) { try site.device("thermo-1").state == "ready" }
        try site.wait(for: "scan-1", toBe: "ready")

        let path = site.file("thermo-1.capture")
        let capture = try site.start(
            "gatehousectl",
            ["device", "capture", "thermo-1", "--output", path, "--config", site.file("gatehouse.toml")])
        let growing = "\(path).\(capture.process).part"
        try thermometer.measure("frames are captured", object: 3651) {
            let text = (try? String(contentsOfFile: growing, encoding: .utf8)) ?? ""
            return text.contains("0E 43")
        }
        capture.send(SIGINT)
        #expect(try capture.wait() == .exit(0), "\(capture.errors)")
        #expect(capture.output.contains("bytes from the device"), "\(capture.output)")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("# gatehouse capture 1\n# driver: gy-mcu90614\n# transport: serial 9600 8N1\n"))

        try Self.aScannerIsMasked(site, scanner)
        let shown = try site.ctl("device", "show", "thermo-1")
        #expect(shown.contains("ready for") && shown.contains("/dev/pts/"), "\(shown)")
        #expect(try site.ctl("device", "list").contains("thermo-1"))
        #expect(try site.device("thermo-1").counters.receivedBytes > 0)
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
        #expect(daemon.errors.contains("thermo-1 is captured by user"))
        #expect(!daemon.errors.contains("SECRET"), "no code is logged")
        // Without the daemon: what is configured and plugged in.
        let without = try site.ctl("device", "list")
        #expect(without.contains("The daemon was not asked") && without.contains("present"), "\(without)")
    }

    private static func aScannerIsMasked(_ site: Site, _ scanner: FakeLine) throws {
        for (flags, expected, unexpected) in [
            ([], "78 78 78 78 78 78 0D", "53 45 43"), (["--include-codes"], "53 45 43 52 45 54 0D", "78"),
        ] {
            let words = ["device", "capture", "scan-1", "--config", site.file("gatehouse.toml")] + flags
            let capture = try site.start("gatehousectl", words)
            try until("the capture has begun", holds: { capture.output.contains("# driver: serial-line") })
            try scanner.send(Array("SECRET\r".utf8))
            try until("the scan is captured", holds: { capture.output.contains("0D\n") })
            capture.send(SIGTERM)
            #expect(try capture.wait() == .exit(0), "\(capture.errors)")
            let bytes = capture.output.split(separator: "\n").filter { $0.contains(" < ") }
                .compactMap { $0.split(separator: "<").last }.joined()
            #expect(bytes.contains(expected) && !bytes.contains(unexpected), "\(capture.output)")
        }
    }
}
