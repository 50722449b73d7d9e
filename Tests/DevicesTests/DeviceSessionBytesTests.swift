import Devices
import EventLoop
import Glibc
import Testing
import Wire

/// What goes through a session, both ways.
struct DeviceSessionBytesTests {
    @Test func feedsTheDriverAndHandsItsEventsOn() {
        let bench = Bench(greeting: [0x01])
        let transport = bench.plug()
        bench.session.start()
        #expect(transport.takeWritten() == [0x01], "the driver's greeting, at each opening")
        bench.receive([36, 0xFF, 0xEE, 37], from: transport)
        #expect(bench.takeEvents() == [sample(36), .fault(.checksum), sample(37)])
        #expect(transport.takeWritten() == [0xAC, 0xCE])
        let counters = bench.session.counters
        #expect((counters.driver.frames, counters.driver.checksumFailures, counters.bytesSent) == (2, 1, 3))
    }

    @Test func oneReadPerPass() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        bench.receive([UInt8](repeating: 36, count: 3 * EventLoop.budget), from: transport)
        #expect(transport.reads == 1)
        #expect(bench.takeEvents().count == EventLoop.budget)
    }

    @Test func wakesTheDriverAtItsDeadline() {
        let bench = Bench(staleLimit: nil)
        let transport = bench.plug()
        bench.session.start()
        bench.receive([0xDD], from: transport)
        bench.loop.advance(by: .milliseconds(600))
        bench.receive([0xDD], from: transport)
        bench.loop.advance(by: .milliseconds(999))
        #expect(bench.takeEvents().isEmpty)
        bench.loop.advance(by: .milliseconds(1))
        #expect(bench.takeEvents() == [.fault(.timeout)])
        bench.loop.advance(by: .seconds(60))
        #expect(bench.takeEvents().isEmpty)
    }

    @Test func whatCameBeforeTheHangUpIsTaken() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        transport.incoming = [UInt8](repeating: 36, count: 2 * EventLoop.budget + 1)
        bench.loop.deliver([.readable, .hangup], to: transport.fd)
        #expect(bench.takeEvents().count == 2 * EventLoop.budget + 1)
        #expect(bench.session.state == .lost)
    }

    @Test(arguments: [0, EIO, ENODEV]) func theEndOfTheLineIsALoss(code: Int32) {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        transport.end = .gone(code)
        bench.receive([36], from: transport)
        #expect(bench.session.state == .ready)
        bench.loop.deliver(.readable, to: transport.fd)
        #expect(bench.session.state == .lost)
        #expect(transport.closings == 1)
        #expect(!bench.loop.deliver(.readable, to: transport.fd), "nobody waits for it any more")
    }

    @Test func bytesWaitInOrderUntilTheyAreTaken() throws {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        transport.room = 2
        try bench.session.send([1, 2, 3])
        try bench.session.send([4])
        #expect(bench.session.hasUnsentBytes)
        #expect(bench.loop.interest(of: transport.fd) == [.readable, .writable])
        transport.room = 1
        bench.loop.deliver(.writable, to: transport.fd)
        #expect(transport.written == [1, 2, 3])
        transport.room = nil
        bench.loop.deliver(.writable, to: transport.fd)
        #expect(transport.written == [1, 2, 3, 4])
        #expect(!bench.session.hasUnsentBytes)
        #expect(bench.loop.interest(of: transport.fd) == .readable)
    }

    @Test func refusesWhatCannotBeSent() throws {
        let bench = Bench()
        #expect(throws: WriteRefusal.notOpen(device: "thermo-1", state: .absent)) { try bench.session.send([1]) }
        let transport = bench.plug()
        bench.session.start()
        transport.room = 0
        try bench.session.send([UInt8](repeating: 1, count: 1024))
        #expect(throws: WriteRefusal.full(device: "thermo-1", waiting: 1024)) { try bench.session.send([2]) }
        #expect(bench.session.counters.refusedWrites == 2)
        bench.loop.deliver(.hangup, to: transport.fd)
        let second = bench.plug()
        bench.loop.advance(by: .seconds(5))
        #expect(second.written.isEmpty, "what waited for the lost device is not sent to the next")
    }

    @Test func aFailedWriteIsALoss() throws {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        transport.writeFailure = EIO
        try bench.session.send([1])
        #expect(bench.session.state == .lost)
        #expect(transport.closings == 1)
    }

    @Test func aReceiverMayAskAndStopTheSession() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        var seen: [UInt64] = []
        bench.session.onEvent = { [unowned bench] _, _ in
            seen.append(bench.session.counters.driver.frames)
            if seen.count == 2 { bench.session.stop() }
        }
        bench.receive([36, 36, 36, 0xEE], from: transport)
        #expect(seen == [3, 3], "the third sample came from a device that was closed by then")
        #expect(transport.written.isEmpty)
        #expect(bench.session.state == .absent)
    }

    @Test func aReceiverMayRestartTheSession() {
        let bench = Bench(greeting: [9])
        let first = bench.plug()
        let second = bench.plug()
        bench.session.start()
        var count = 0
        bench.session.onEvent = { [unowned bench] _, _ in
            count += 1
            if count == 1 {
                bench.session.stop()
                bench.session.start()
            }
        }
        bench.receive([36, 36, 36], from: first)
        #expect(count == 1)
        #expect(first.closings == 1)
        #expect(second.written == [9])
        #expect(bench.session.state == .identifying)
        bench.receive([36], from: second)
        #expect(count == 2)
    }
}
