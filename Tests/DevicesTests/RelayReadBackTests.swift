import Devices
import EventLoop
import Testing
@testable import Wire

/// A board that can be read is not believed.
struct RelayReadBackTests {
    final class FakeSentry: BarrierSentry {
        var log: [String] = []

        func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {
            log.append("arm \(off.count) writes to \(descriptor) for \(limit.nanoseconds / 1_000_000) ms")
        }

        func disarm(device: String) { log.append("disarm") }

        func takeLog() -> [String] {
            defer { log = [] }
            return log
        }
    }

    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let sentry = FakeSentry()
    let board = FakeBoardTransport()
    let relay: RelayOutput

    init() {
        let board = board
        relay = RelayOutput(
            settings: DeviceSettings(name: "relay-1", role: .output, driver: "dcttech", paths: []),
            output: Dcttech(channels: 2), sentry: sentry, reactor: loop, log: LogLines().logger
        ) { () throws(TransportError) in board }
    }

    /// Time passes, and what the board answers is read within 10 ms.
    func pass(_ duration: Duration) {
        let end = loop.now + duration
        while loop.now < end {
            loop.advance(by: .milliseconds(10))
            answer()
        }
    }

    func answer() {
        while board.hasAnswers { loop.deliver(.readable, to: board.fd) }
    }

    func start() {
        relay.session.start()
        answer()
        pass(.milliseconds(100))
        #expect(relay.session.state == .ready)
        _ = board.takeCommands()
    }

    @Test func isReadyWhenItSaysThatAllIsOff() {
        board.relays = 0b10
        relay.session.start()
        #expect(relay.session.state == .identifying)
        answer()
        #expect(board.takeCommands() == ["2-"])
        pass(.milliseconds(40))
        #expect(relay.session.state == .ready)
        #expect(relay.session.problem == nil)
        #expect(board.relays == 0)
    }

    @Test func aPulseIsGuardedUntilTheBoardSaysOff() throws {
        start()
        try relay.pulse(channel: 1, for: .seconds(1))
        #expect(sentry.takeLog() == ["arm 2 writes to 10 for 2200 ms"])
        #expect(board.takeCommands() == ["1+"])
        pass(.milliseconds(990))
        #expect(board.relays == 1)
        loop.advance(by: .milliseconds(10))
        #expect(board.takeCommands() == ["1-"])
        #expect(sentry.takeLog() == [], "it has not said so yet")
        pass(.milliseconds(50))
        #expect(sentry.takeLog() == ["disarm"])
        #expect(relay.session.problem == nil)
        #expect(relay.pulses == 1)
    }

    @Test func lostCommandsAreRepeated() throws {
        start()
        board.losesCommands = 2
        try relay.pulse(channel: 1, for: .seconds(1))
        pass(.milliseconds(200))
        #expect(board.takeCommands() == ["1+", "1+", "1+"])
        #expect(board.relays == 1)
        board.losesCommands = 2
        pass(.seconds(1))
        #expect(board.takeCommands() == ["1-", "1-", "1-"])
        #expect(board.relays == 0)
        #expect(relay.session.problem == nil)
        #expect(sentry.log.last == "disarm")
    }

    @Test func aContactThatDoesNotOpenIsAnAlarmAndRefusesPulses() throws {
        start()
        try relay.pulse(channel: 1, for: .seconds(1))
        pass(.milliseconds(500))
        board.stuck = 1
        _ = sentry.takeLog()
        pass(.seconds(1))
        let problem = try #require(relay.session.problem)
        #expect(problem.contains("channel 1 does not open"))
        #expect(relay.session.state == .ready)
        #expect(sentry.takeLog() == [], "the sentry stays, and tries for itself")
        #expect(throws: OutputError.disobeys(device: "relay-1", problem: problem)) {
            try relay.pulse(channel: 2, for: .seconds(1))
        }
        #expect(relay.refusedPulses == 1)
        // It comes loose: noticed at the next reading.
        board.stuck = 0
        pass(.seconds(3))
        #expect(board.relays == 0)
        #expect(relay.session.problem == nil)
        #expect(sentry.takeLog() == ["disarm"])
        try relay.pulse(channel: 2, for: .seconds(1))
    }

    @Test func aContactThatDoesNotCloseIsToldWhileThePulseLasts() throws {
        start()
        board.stuck = 1
        try relay.pulse(channel: 1, for: .seconds(1))
        pass(.milliseconds(300))
        #expect(relay.session.problem?.contains("channel 1 does not close") == true)
        #expect(throws: OutputError.self) { try relay.pulse(channel: 1, for: .seconds(1)) }
        pass(.seconds(1))
        #expect(relay.session.problem?.contains("did not say that it did") == true, "nobody could pass")
        #expect(relay.missedPulses == 1)
        #expect(sentry.log.last == "disarm")
        board.stuck = 0
        try relay.pulse(channel: 1, for: .seconds(1))
        pass(.milliseconds(100))
        #expect(relay.session.problem == nil, "the next one came about")
        pass(.seconds(1))
        #expect(relay.missedPulses == 1)
    }

    /// The command is lost and the reading after it fails: half a second is enough to find out and to open.
    @Test(arguments: 0...3, 0...6) func anOpeningSurvivesFailedTransfers(commands: Int, readings: Int) throws {
        start()
        board.losesCommands = min(commands, SwitchPlan.attempts - 1)
        board.failsReadings = readings
        try relay.pulse(channel: 1, for: .milliseconds(500))
        var closed = Duration.zero
        for _ in 0..<80 {
            pass(.milliseconds(10))
            if board.relays == 1 { closed += .milliseconds(10) }
        }
        #expect(closed >= RelayOutput.shortestPulse, "closed for \(closed)")
        #expect(board.relays == 0)
        #expect(relay.session.problem == nil)
        #expect(relay.missedPulses == 0)
        #expect(sentry.log.last == "disarm")
    }

    /// A contact that sticks at first is told to close again, for as long as the pulse lasts.
    @Test func anOrderThatWasGivenUpIsRepeatedWithinItsTime() throws {
        start()
        board.stuck = 1
        try relay.pulse(channel: 1, for: .seconds(1))
        pass(.milliseconds(300))
        #expect(relay.session.problem?.contains("channel 1 does not close") == true)
        board.stuck = 0
        pass(.milliseconds(200))
        #expect(board.relays == 1)
        #expect(relay.session.problem == nil)
        pass(.seconds(1))
        #expect(board.relays == 0)
        #expect(relay.missedPulses == 0)
    }

    @Test func whatCannotBeConfirmedIsToldToTheLane() throws {
        start()
        var told: [Int] = []
        relay.onMissedPulse = { channel, _, _ in told.append(channel) }
        board.losesCommands = .max
        board.failsReadings = .max
        try relay.pulse(channel: 2, for: .milliseconds(500))
        pass(.milliseconds(490))
        #expect(told == [])
        pass(.milliseconds(10))
        #expect(told == [2])
        #expect(relay.session.problem?.contains("channel 2 was told to close") == true)
        #expect(relay.missedPulses == 1)
    }

    /// A board that is stuck when it is plugged in is known for what it is, and not used.
    @Test func aContactThatIsStuckAtTheStartIsAnAlarm() {
        board.relays = 1
        board.stuck = 1
        relay.session.start()
        answer()
        pass(.milliseconds(200))
        #expect(relay.session.state == .ready)
        #expect(relay.session.problem?.contains("channel 1 does not open") == true)
        #expect(throws: OutputError.self) { try relay.pulse(channel: 2, for: .seconds(1)) }
    }

    @Test func aFailedReadingIsRepeated() throws {
        start()
        try relay.pulse(channel: 1, for: .seconds(5))
        board.failsReadings = 2
        pass(.milliseconds(1500))
        #expect(relay.session.problem == nil)
        #expect(relay.session.counters.transferErrors == 2)
        #expect(relay.session.counters.driver.faults == 2)
    }

    /// Open, silent, and told off all the same: people see it, and at last it is stale.
    @Test func aBoardThatNoLongerAnswersIsAProblem() throws {
        start()
        try relay.pulse(channel: 1, for: .seconds(1))
        board.failsReadings = .max
        pass(.milliseconds(900))
        #expect(relay.session.problem == nil)
        pass(.seconds(2))
        #expect(relay.session.problem?.contains("does not answer") == true)
        #expect(board.takeCommands().last == "1-")
        #expect(!sentry.log.contains("disarm"))
        pass(.seconds(8))
        #expect(relay.session.state == .stale)
        #expect(throws: OutputError.notReady(device: "relay-1", state: .stale)) {
            try relay.pulse(channel: 1, for: .seconds(1))
        }
        board.failsReadings = 0
        pass(.seconds(30))
        #expect(relay.session.state == .ready)
        #expect(relay.session.problem == nil)
        #expect(sentry.log.last == "disarm")
    }

    @Test func whatIsNotCertainStaysWithTheSentryAtTheEnd() throws {
        start()
        try relay.pulse(channel: 1, for: .seconds(1))
        relay.stop()
        #expect(board.takeCommands() == ["1+", "1-", "2-"])
        #expect(sentry.takeLog() == ["arm 2 writes to 10 for 2200 ms"])
        #expect(loop.nextDeadline == nil)
    }

    @Test func withoutADescriptorForTheSentryThereIsNoPulse() {
        start()
        board.writableDescriptor = nil
        #expect(throws: OutputError.unreachable(device: "relay-1")) { try relay.pulse(channel: 1, for: .seconds(1)) }
        #expect(board.takeCommands() == [])
    }
}
