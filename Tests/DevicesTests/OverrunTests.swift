import EventLoop
import Glibc
import Logging
import TestSupport
import Testing
import Wire

@testable import Devices

/// More messages of the kernel than a socket keeps: the real thing, by asking the kernel to announce its terminals again.
struct OverrunTests {
    /// The file by which the kernel is asked; only root may, and only where `/sys` may be written.
    private static let announcer = "/sys/class/tty/tty/uevent"

    private static let canAnnounce = access(announcer, W_OK) == 0 && announce()

    private static func announce() -> Bool {
        let descriptor = open(announcer, O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { return false }
        defer { close(descriptor) }
        return write(descriptor, "change", 6) == 6
    }

    @Test(.enabled(if: canAnnounce, "this machine's kernel announces nothing for us"))
    func messagesThatWereLostAreMadeGoodByAList() throws {
        let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
        let log = LogLines()
        // The kernel makes more of it, and still only a few messages fit.
        let monitor = try DeviceMonitor(reactor: loop, log: log.logger, bufferSize: 1, isUdevRunning: { false })
        monitor.start()
        let sockets = monitor.descriptors
        #expect(sockets.count == 2)
        for _ in 0..<200 { #expect(Self.announce()) }
        // The kernel's messages are there when the write has returned.
        for socket in sockets where loop.interest(of: socket) != nil { loop.deliver(.readable, to: socket) }
        #expect(monitor.overruns == 1)
        #expect(monitor.descriptors.isEmpty, "the sockets that lost something are not read on")
        loop.advance(by: DeviceMonitor.settle)
        #expect(monitor.descriptors.count == 2, "others listen before the nodes are listed")
        #expect(log.all.filter { $0.contains("all devices are listed again") }.count == 1)
        // It hears again.
        _ = Self.announce()
        for socket in monitor.descriptors { loop.deliver(.readable, to: socket) }
        #expect(monitor.overruns == 1)
        monitor.stop()
    }
}
