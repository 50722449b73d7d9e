import Devices
import EventLoop
import Glibc
import Logging
import Wire

/// A daemon that does nothing but pulse one relay, to be killed by a test; and the guard that it starts.
enum TestDaemon {
    /// `--barrier-guard`, or: the path of the relay's port and the pulse in milliseconds.
    static func main(_ arguments: [String]) -> Int32 {
        if arguments.first == BarrierGuard.argument { return BarrierGuard.runGuardProcess() }
        guard arguments.count == 2, let milliseconds = Int(arguments[1]) else { return 2 }
        do {
            try run(path: arguments[0], pulse: .milliseconds(milliseconds))
            return 0
        } catch {
            print(error)
            return 1
        }
    }

    private static func run(path: String, pulse: Duration) throws {
        try Signals.block()
        let loop = try EventLoop()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let sentry = try BarrierGuard(reactor: loop, log: log)
        let settings = DeviceSettings(name: "relay-1", role: .output, driver: "lcus", paths: [path])
        let devices = try DeviceManager(settings: [settings], sentry: sentry, reactor: loop, log: log)
        devices.start()
        try devices.pulse(0, channel: 1, for: pulse)
        try loop.onSignal(SIGTERM) { _ in loop.stop() }
        try loop.run()
        devices.stop()
        sentry.end()
    }
}
