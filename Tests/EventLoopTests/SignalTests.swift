import CLinux
import Glibc
import Testing

@testable import EventLoop

/// Signals through the loop. They are sent to the test's own thread only.
struct SignalTests {
    @Test func aBlockedSignalArrivesInTheLoop() throws {
        let signals = [SIGUSR1, SIGUSR2]
        try Signals.block(signals)
        defer { _ = gh_signals_unblock(signals, Int32(signals.count)) }
        let loop = try EventLoop()
        var log: [String] = []
        try loop.onSignal(SIGUSR1) { _ in log.append("one") }
        try loop.onSignal(SIGUSR2) { _ in log.append("two") }
        try loop.poll()
        #expect(log.isEmpty)
        raise(SIGUSR2)
        raise(SIGUSR1)
        raise(SIGUSR1)
        try loop.poll()
        #expect(log.sorted() == ["one", "two"])
        try loop.onSignal(SIGUSR1) { _ in log.append("replaced") }
        raise(SIGUSR1)
        try loop.poll()
        #expect(log.last == "replaced" && log.count == 3)
    }
}
