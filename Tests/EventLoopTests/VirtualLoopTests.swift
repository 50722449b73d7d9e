import Testing
import Wire

@testable import EventLoop

/// The scripted loop behaves like the real one.
struct VirtualLoopTests {
    @Test func deliversOnlyWhatIsWaitedFor() throws {
        let loop = VirtualLoop()
        var told: [EventSet] = []
        let registration = try loop.register(5, events: .readable) { events, _ in told.append(events) }
        #expect(loop.interest(of: 5) == .readable)
        #expect(!loop.deliver(.writable, to: 5))
        #expect(!loop.deliver(.readable, to: 6))
        #expect(loop.deliver([.readable, .writable], to: 5))
        try registration.update(events: [.readable, .writable])
        loop.deliver([.readable, .writable], to: 5)
        #expect(told == [.readable, [.readable, .writable]])
    }

    @Test func aHangUpIsToldOnce() throws {
        let loop = VirtualLoop()
        var told = 0
        let registration = try loop.register(5, events: .readable) { _, _ in told += 1 }
        #expect(loop.deliver(.hangup, to: 5))
        #expect(!loop.deliver(.hangup, to: 5))
        #expect(told == 1)
        #expect(!registration.isActive)
        #expect(loop.interest(of: 5) == nil)
    }
}
