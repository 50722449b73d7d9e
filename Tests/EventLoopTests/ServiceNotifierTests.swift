import CLinux
import Glibc
import TestSupport
import Testing
import Wire

@testable import EventLoop

/// What the service manager hears.
struct ServiceNotifierTests {
    /// A manager's end of the notification socket.
    final class Manager {
        let channel: ByteChannel
        let path: String

        init(path: String) throws {
            self.path = path
            channel = ByteChannel(owning: gh_datagram_socket())
            #expect(gh_datagram_bind(channel.fd, path) == 0)
        }

        /// All messages that came.
        func messages() -> [String] {
            var messages: [String] = []
            var bytes = [UInt8](repeating: 0, count: 4096)
            while case let got = gh_read(channel.fd, &bytes, bytes.count), got > 0 {
                messages.append(String(decoding: bytes.prefix(got), as: UTF8.self))
            }
            return messages
        }
    }

    @Test func speaksToAFileAndToAnAbstractName() throws {
        let directory = try TemporaryDirectory()
        for path in [directory.file("notify"), "@gatehouse-test-\(getpid())"] {
            let manager = try Manager(path: path)
            let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": path])
            notifier.ready(status: "2 lanes\nREADY=0")
            notifier.status("2 lanes\nREADY=0")
            notifier.status("1 lane, thermo-1 is stale")
            notifier.stopping()
            #expect(
                manager.messages() == [
                    "READY=1\nSTATUS=2 lanes READY=0", "STATUS=1 lane, thermo-1 is stale", "STOPPING=1",
                ])
            notifier.reloading()
            #expect(manager.messages().first?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        }
    }

    @Test(arguments: [[:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "vsock:2:1"], ["NOTIFY_SOCKET": "/nowhere/at/all"]])
    func withoutAManagerItIsSilent(environment: [String: String]) {
        let notifier = ServiceNotifier(environment: environment)
        notifier.ready(status: "ready")
        notifier.stopping()
        #expect(notifier.watchdogPeriod == nil)
    }

    @Test func readsTheWatchdogInterval() {
        func period(_ interval: String, process: String? = nil) -> Duration? {
            var environment = ["WATCHDOG_USEC": interval]
            environment["WATCHDOG_PID"] = process
            return ServiceNotifier(environment: environment).watchdogPeriod
        }
        #expect(period("30000000") == .seconds(15))
        #expect(period("30000000", process: "\(getpid())") == .seconds(15))
        #expect(period("30000000", process: "1") == nil)
        for wrong in ["", "0", "-5", "x", "99999999999999999999"] { #expect(period(wrong) == nil) }
    }

    /// A ping at half the interval, and only for work that went on.
    @Test func theWatchdogIsEarned() throws {
        let directory = try TemporaryDirectory()
        let manager = try Manager(path: directory.file("notify"))
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "10000000"])
        let loop = VirtualLoop()
        var progresses = true
        notifier.feedWatchdog(on: loop) { progresses }
        loop.advance(by: .milliseconds(4999))
        #expect(manager.messages() == ["WATCHDOG=1"], "once at the start")
        loop.advance(by: .milliseconds(1))
        #expect(manager.messages() == ["WATCHDOG=1"])
        progresses = false
        loop.advance(by: .seconds(60))
        #expect(manager.messages().isEmpty)
        progresses = true
        loop.advance(by: .seconds(20))
        #expect(manager.messages().count == 4)
    }
}
