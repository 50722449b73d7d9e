import CLinux
import Glibc
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EventLoop

/// The real loop on real descriptors.
struct EventLoopTests {
    @Test func deliversWhatIsReady() throws {
        let loop = try EventLoop()
        let (near, far) = try ByteChannel.pair()
        var events: [EventSet] = []
        let registration = try loop.register(near.fd, events: .readable) { ready, now in
            #expect(now == loop.now)
            events.append(ready)
        }
        try loop.poll()
        #expect(events.isEmpty)
        try far.write([1])
        try loop.poll()
        try loop.poll()
        #expect(events == [.readable, .readable], "level-triggered: what is left is reported again")
        try registration.update(events: .writable)
        try loop.poll()
        #expect(events.last == .writable)
        registration.cancel()
        try loop.poll()
        #expect(events.count == 3)
    }

    /// A hundred sources that are ready for ever, more than one wait reports, and a timer: all get their turns.
    @Test func everyReadySourceHasItsTurn() throws {
        let loop = try EventLoop()
        let channels = try (0..<100).map { _ in try ByteChannel.pair() }
        var turns = [Int](repeating: 0, count: channels.count)
        for (number, (near, far)) in channels.enumerated() {
            try far.write([UInt8](repeating: 0, count: 8))
            _ = try loop.register(near.fd, events: .readable) { _, _ in turns[number] += 1 }
        }
        var ticks = 0
        var timer: Timer?
        timer = loop.makeTimer { now in
            ticks += 1
            timer?.arm(at: now)
        }
        timer?.arm(at: loop.now)
        for _ in 0..<200 { try loop.poll() }
        // 64 of 101 sources per pass.
        #expect(turns.min() ?? 0 >= 200 * 64 / 101 - 2)
        #expect((turns.max() ?? 0) - (turns.min() ?? 0) <= 2)
        #expect(ticks >= 200 * 64 / 101 - 2)
        timer = nil
    }

    @Test func aHangUpIsToldOnceAndDoesNotSpin() throws {
        let loop = try EventLoop()
        let (near, far) = try ByteChannel.pair()
        try far.write([7, 8, 9])
        var told: [EventSet] = []
        var rest: [UInt8] = []
        let registration = try loop.register(near.fd, events: .readable) { events, _ in
            told.append(events)
            rest = (try? near.read(3)) ?? []
        }
        far.close()
        try loop.poll()
        #expect(told == [[.readable, .hangup]])
        #expect(rest == [7, 8, 9], "what came before the hang-up can still be read")
        #expect(!registration.isActive)
        for _ in 0..<10 { try loop.poll() }
        #expect(told.count == 1)
        registration.cancel()
        try registration.update(events: .writable)
    }

    @Test func aTerminalWhoseDeviceIsGoneIsToldOnce() throws {
        let loop = try EventLoop()
        let terminal = try PseudoTerminal()
        let slave = ByteChannel(owning: gh_open(terminal.path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0))
        var told: [EventSet] = []
        _ = try loop.register(slave.fd, events: []) { events, _ in told.append(events) }
        terminal.master.close()
        for _ in 0..<5 { try loop.poll() }
        #expect(told == [.hangup])
    }

    @Test func theWriterOfAPipeLearnsThatTheReaderIsGone() throws {
        let loop = try EventLoop()
        let (reader, writer) = try ByteChannel.pipe()
        var told: [EventSet] = []
        _ = try loop.register(writer.fd, events: []) { events, _ in told.append(events) }
        try loop.poll()
        #expect(told.isEmpty)
        reader.close()
        for _ in 0..<5 { try loop.poll() }
        #expect(told == [.hangup])
    }

    /// Both are ready in the same pass; whoever comes first cancels the other, and a new source takes its place.
    @Test func aCancelledSourceIsNotToldWhatWasReported() throws {
        let loop = try EventLoop()
        let channels = try (0..<3).map { _ in try ByteChannel.pair() }
        for (_, far) in channels { try far.write([1]) }
        var registrations: [Registration] = []
        var calls: [Int] = []
        for number in 0..<2 {
            registrations.append(
                try loop.register(channels[number].0.fd, events: .readable) { _, _ in
                    calls.append(number)
                    registrations[1 - number].cancel()
                    let heir = try? loop.register(channels[2].0.fd, events: .readable) { _, _ in calls.append(2) }
                    #expect(heir != nil)
                })
        }
        try loop.poll()
        #expect(calls.count == 1 && calls != [2], "the event of the cancelled one is not given to its heir")
        registrations[calls[0]].cancel()
        try loop.poll()
        #expect(calls.count == 2 && calls[1] == 2)
    }

    @Test func saysWhatCannotBeWaitedFor() throws {
        let loop = try EventLoop()
        let directory = try TemporaryDirectory()
        let file = ByteChannel(owning: gh_open(directory.file("regular"), O_RDWR | O_CREAT, 0o600))
        let failure = #expect(throws: EventLoopError.self) { try loop.register(file.fd, events: .readable) { _, _ in } }
        #expect(failure?.code == EPERM && failure?.description.contains("regular file") == true)
        let (near, _) = try ByteChannel.pair()
        _ = try loop.register(near.fd, events: .readable) { _, _ in }
        #expect(throws: EventLoopError(call: "epoll_ctl", code: EEXIST)) {
            try loop.register(near.fd, events: .readable) { _, _ in }
        }
    }

    @Test func aTimerIsNeverEarly() throws {
        let loop = try EventLoop()
        let start = BootClock.now
        var fired: Instant?
        let timer = loop.schedule(at: start + .milliseconds(1)) { now in
            fired = now
            loop.stop()
        }
        // Moving away and back, as an idle gap does with every byte.
        timer.arm(at: start + .seconds(3600))
        timer.arm(at: start + .milliseconds(2))
        let before = loop.passes
        try loop.run()
        #expect((fired ?? start) >= start + .milliseconds(2))
        #expect((fired ?? start) >= loop.now)
        #expect(loop.passes - before == 1)
    }

    /// The descriptor is left armed at the old, earlier time: one early wake-up, then the right one.
    @Test func aDeadlineThatMovedAwayIsKept() throws {
        let loop = try EventLoop()
        let start = BootClock.now
        var fired: Instant?
        let timer = loop.schedule(at: start + .milliseconds(1)) { now in
            fired = now
            loop.stop()
        }
        try loop.poll()
        let latest = BootClock.now + .milliseconds(3)
        timer.arm(at: latest)
        let before = loop.passes
        try loop.run()
        #expect((fired ?? start) >= latest)
        #expect(loop.passes - before <= 2)
    }

    @Test func manySignalsOfAThreadAreOneWakeUp() throws {
        let loop = try EventLoop()
        let wakeup = try Wakeup()
        var calls = 0
        _ = try loop.register(wakeup) { _ in
            calls += 1
            loop.stop()
        }
        let thread = try TestThread { for _ in 0..<1000 { wakeup.signal() } }
        thread.join()
        let before = loop.passes
        try loop.run()
        try loop.poll()
        #expect(calls == 1)
        #expect(loop.passes - before == 2)
    }

    @Test func aThreadWakesALoopThatSleeps() throws {
        let loop = try EventLoop()
        let wakeup = try Wakeup()
        let seen = Atomic<Int>(0)
        let acknowledged = try ByteChannel.pipe()
        _ = try loop.register(wakeup) { _ in
            if seen.add(1, ordering: .relaxed).newValue == 3 { loop.stop() }
            try? acknowledged.writer.write([1])
        }
        let fd = acknowledged.reader.fd
        let thread = try TestThread {
            let reader = ByteChannel(owning: dup(fd))
            for _ in 0..<3 {
                wakeup.signal()
                _ = try? reader.read(1)
            }
        }
        let before = loop.passes
        try loop.run()
        thread.join()
        #expect(loop.passes - before == 3, "it wakes for nothing else")
    }
}
