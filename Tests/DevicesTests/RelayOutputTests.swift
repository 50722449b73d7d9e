import Devices
import EventLoop
import Glibc
import Testing
import Wire

/// Contacts close for a bounded time, and never unguarded.
struct RelayOutputTests {
    /// A sentry that writes down what it is told, in one list with the bytes of the board.
    final class FakeSentry: BarrierSentry {
        var log: [String] = []
        var failure: BarrierGuardError?
        weak var transport: ScriptedTransport?

        func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {
            noteBytes()
            if let failure { throw failure }
            log.append("arm \(off.joined().count) bytes for \(limit.nanoseconds / 1_000_000) ms")
        }

        func disarm(device: String) {
            noteBytes()
            log.append("disarm")
        }

        func noteBytes() {
            let bytes = transport?.takeWritten() ?? []
            for start in stride(from: 0, to: bytes.count, by: 4) {
                log.append("channel \(bytes[start + 1]) \(bytes[start + 2] == 1 ? "on" : "off")")
            }
        }

        func takeLog() -> [String] {
            noteBytes()
            defer { log = [] }
            return log
        }
    }

    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let sentry = FakeSentry()
    let transport = ScriptedTransport()
    let relay: RelayOutput

    init() {
        let transport = transport
        relay = RelayOutput(
            settings: DeviceSettings(name: "relay-1", role: .output, driver: "lcus", paths: ["/dev/relay"]),
            output: LCUS(channels: 2), sentry: sentry, reactor: loop, log: LogLines().logger
        ) { () throws(TransportError) in transport }
        sentry.transport = transport
    }

    @Test func allIsOffBeforeTheBoardIsReady() {
        var atReady: [String] = []
        relay.onState = { [sentry] state, _ in if state == .ready { atReady = sentry.takeLog() } }
        relay.session.start()
        #expect(atReady == ["channel 1 off", "channel 2 off"])
    }

    @Test func aPulseIsGuardedAndEndsByItself() throws {
        relay.session.start()
        _ = sentry.takeLog()
        try relay.pulse(channel: 1, for: .seconds(1))
        #expect(sentry.takeLog() == ["arm 8 bytes for 2200 ms", "channel 1 on"])
        loop.advance(by: .milliseconds(999))
        #expect(sentry.takeLog() == [])
        loop.advance(by: .milliseconds(1))
        #expect(sentry.takeLog() == ["channel 1 off"])
        loop.advance(by: .milliseconds(200))
        #expect(sentry.takeLog() == ["channel 1 off", "disarm"])
        #expect(loop.nextDeadline == nil)
        #expect(relay.pulses == 1)
    }

    @Test(arguments: [(Duration.seconds(3600), 5000), (.zero, 100), (.seconds(-1), 100)])
    func noPulseIsLongerThanFiveSeconds(wanted: Duration, milliseconds: Int) throws {
        relay.session.start()
        try relay.pulse(channel: 2, for: wanted)
        _ = sentry.takeLog()
        loop.advance(by: .milliseconds(milliseconds - 1))
        #expect(sentry.takeLog() == [])
        loop.advance(by: .milliseconds(1))
        #expect(sentry.takeLog() == ["channel 2 off"])
    }

    @Test func anotherPulseMovesTheEnd() throws {
        relay.session.start()
        try relay.pulse(channel: 1, for: .seconds(1))
        loop.advance(by: .milliseconds(1100))
        _ = sentry.takeLog()
        try relay.pulse(channel: 1, for: .seconds(1))
        #expect(sentry.takeLog() == ["arm 8 bytes for 2200 ms", "channel 1 on"])
        loop.advance(by: .milliseconds(999))
        #expect(sentry.takeLog() == [], "the second off of the first pulse does not cut the second")
        loop.advance(by: .seconds(1))
        #expect(sentry.takeLog() == ["channel 1 off", "channel 1 off", "disarm"])
    }

    @Test func theSentryWatchesUntilTheLastChannelIsOff() throws {
        relay.session.start()
        _ = sentry.takeLog()
        try relay.pulse(channel: 1, for: .seconds(3))
        loop.advance(by: .seconds(1))
        try relay.pulse(channel: 2, for: .milliseconds(500))
        #expect(
            sentry.takeLog() == [
                "arm 8 bytes for 4200 ms", "channel 1 on", "arm 8 bytes for 3200 ms", "channel 2 on",
            ])
        loop.advance(by: .seconds(10))
        #expect(sentry.takeLog() == ["channel 2 off", "channel 2 off", "channel 1 off", "channel 1 off", "disarm"])
    }

    @Test func noPulseWithoutABoard() {
        #expect(throws: OutputError.notReady(device: "relay-1", state: .absent)) {
            try relay.pulse(channel: 1, for: .seconds(1))
        }
        #expect(sentry.takeLog() == [])
        relay.session.start()
        _ = sentry.takeLog()
        for channel in [0, 3, -1, 99] {
            #expect(throws: OutputError.noSuchChannel(device: "relay-1", channel: channel, channels: 2)) {
                try relay.pulse(channel: channel, for: .seconds(1))
            }
        }
        #expect(sentry.takeLog() == [])
        #expect(relay.refusedPulses == 5)
    }

    @Test func noPulseWithoutASentry() {
        relay.session.start()
        _ = sentry.takeLog()
        let failure = BarrierGuardError(action: "starting", code: ENOENT)
        sentry.failure = failure
        #expect(throws: OutputError.unguarded(device: "relay-1", failure)) {
            try relay.pulse(channel: 1, for: .seconds(1))
        }
        #expect(sentry.takeLog() == [])
        loop.advance(by: .seconds(10))
        #expect(sentry.takeLog() == [])
    }

    @Test func noPulseThatWouldComeOutLater() throws {
        relay.session.start()
        transport.room = 0
        try relay.session.send([0])
        #expect(throws: OutputError.stalled(device: "relay-1")) { try relay.pulse(channel: 1, for: .seconds(1)) }
    }

    /// The board takes nothing when off is due: the sentry stays until it has.
    @Test func theSentryStaysWhileOffWaits() throws {
        relay.session.start()
        try relay.pulse(channel: 1, for: .seconds(1))
        _ = sentry.takeLog()
        transport.room = 0
        loop.advance(by: .seconds(20))
        #expect(sentry.takeLog() == [])
        transport.room = nil
        loop.deliver(.writable, to: transport.fd)
        #expect(sentry.takeLog() == ["channel 1 off"], "once, however long it waited")
        loop.advance(by: .milliseconds(200))
        #expect(sentry.takeLog() == ["channel 1 off", "disarm"])
    }

    @Test func aBoardThatIsLostWhileOnIsOffWhenItComesBack() throws {
        relay.session.start()
        try relay.pulse(channel: 1, for: .seconds(1))
        _ = sentry.takeLog()
        loop.deliver(.hangup, to: transport.fd)
        #expect(sentry.takeLog() == ["disarm"])
        loop.advance(by: .milliseconds(250))
        #expect(relay.session.state == .ready)
        #expect(sentry.takeLog() == ["channel 1 off", "channel 2 off"])
        loop.advance(by: .seconds(10))
        #expect(sentry.takeLog() == [])
    }

    @Test func aBoardThatIsGoneWhenOnIsWrittenIsReported() {
        relay.session.start()
        transport.writeFailure = EIO
        #expect(throws: OutputError.notReady(device: "relay-1", state: .lost)) {
            try relay.pulse(channel: 1, for: .seconds(1))
        }
        #expect(sentry.takeLog().last == "disarm")
    }

    @Test func stoppingSwitchesOff() throws {
        relay.session.start()
        try relay.pulse(channel: 1, for: .seconds(5))
        _ = sentry.takeLog()
        relay.stop()
        #expect(sentry.takeLog() == ["channel 1 off", "channel 2 off", "disarm"])
        #expect(transport.closings == 1)
        #expect(loop.nextDeadline == nil)
    }
}
