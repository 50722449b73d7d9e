import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// What the real daemon costs while nothing is plugged in.
@Suite struct IdleTests {
    /// What is measured: most of the attempts to open fall into the first seconds, so it is no quiet time that is chosen.
    private static let span = Duration.seconds(5)

    @Test func unpluggedDevicesCostNextToNothing() throws {
        let site = try Site()
        let daemon = try site.startDaemon()
        for device in try site.status().devices { #expect(device.state == "absent") }
        let (time, wakeUps) = (try Self.processorTime(daemon.process), try Self.wakeUps(daemon.process))
        pause(Self.span)
        let used = try Self.processorTime(daemon.process) - time
        let woken = try Self.wakeUps(daemon.process) - wakeUps
        #expect(used < Self.span / 100, "\(used) of processor time in \(Self.span)")
        // Itself once a second, and each of four devices five times; its threads wait for each other now and then.
        #expect(woken <= 50, "it woke up \(woken) times in \(Self.span)")
        #expect(daemon.isRunning)
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
    }

    /// The processor time of a process and its threads. It does not grow while others have the processor.
    private static func processorTime(_ process: pid_t) throws -> Duration {
        var (clock, time) = (clockid_t(), timespec())
        let code = clock_getcpuclockid(process, &clock)
        if code != 0 { throw SystemCallError(call: "clock_getcpuclockid", code: code) }
        if clock_gettime(clock, &time) != 0 { throw SystemCallError(call: "clock_gettime", code: errno) }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// How often the threads of a process have slept and were woken.
    private static func wakeUps(_ process: pid_t) throws -> Int {
        guard let folder = opendir("/proc/\(process)/task") else { throw SystemCallError(call: "opendir", code: errno) }
        defer { closedir(folder) }
        var sum = 0
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let status = (try? String(contentsOfFile: "/proc/\(process)/task/\(name)/status", encoding: .utf8)) ?? ""
            for line in status.split(separator: "\n") where line.hasPrefix("voluntary_ctxt_switches:") {
                sum += Int(line.split(whereSeparator: \.isWhitespace).last ?? "") ?? 0
            }
        }
        return sum
    }
}
