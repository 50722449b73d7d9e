import Devices
import EventLoop
import Glibc
import Testing
import Wire

/// The life of a device, under virtual time.
struct DeviceSessionLifeTests {
    @Test func goesThroughAllStatesByName() {
        let bench = Bench(warmUp: .seconds(10))
        bench.session.start()
        #expect(bench.session.state == .absent)
        #expect(bench.session.problem?.contains("/dev/thermo") == true)
        let transport = bench.plug()
        bench.loop.advance(by: .milliseconds(250))
        #expect(bench.takeStates() == ["absent", "opening", "identifying"])
        bench.receive([36], from: transport)
        #expect(bench.takeStates() == ["warming"])
        for _ in 0..<10 {
            bench.loop.advance(by: .seconds(1))
            bench.receive([36], from: transport)
        }
        #expect(bench.takeStates() == ["ready"])
        bench.loop.advance(by: .milliseconds(1999))
        #expect(bench.takeStates().isEmpty)
        bench.loop.advance(by: .milliseconds(1))
        #expect(bench.takeStates() == ["stale"])
        #expect(bench.session.problem?.contains("silent") == true)
        bench.receive([36], from: transport)
        #expect(bench.takeStates() == ["ready"], "it is warm still")
        #expect(bench.session.problem == nil)
        bench.loop.deliver(.hangup, to: transport.fd)
        #expect(bench.takeStates() == ["lost"])
        #expect(transport.closings == 1)
        _ = bench.plug()
        bench.loop.advance(by: .milliseconds(250))
        #expect(bench.takeStates() == ["opening", "identifying"])
        bench.session.stop()
        #expect(bench.takeStates() == ["absent"])
        bench.loop.advance(by: .seconds(60))
        #expect(bench.takeStates().isEmpty)
        #expect(bench.loop.nextDeadline == nil)
        let counters = bench.session.counters
        #expect((counters.opened, counters.reconnects, counters.silences) == (2, 1, 1))
    }

    @Test func anAbsentDeviceIsTriedForEverAndLoggedOnce() {
        let bench = Bench()
        bench.session.start()
        bench.loop.advance(by: .seconds(24 * 3600))
        #expect(bench.attempts.prefix(9) == [0, 250, 750, 1750, 3750, 7750, 12750, 17750, 22750])
        #expect(bench.attempts.count > 17_000)
        #expect(bench.log.all.count == 1)
        #expect(bench.session.counters.openFailures == 0)
    }

    @Test func eachOtherFailureIsSaidOnce() {
        let bench = Bench()
        let denied = TransportError.denied("/dev/thermo")
        bench.openings = [denied, denied, denied, .busy("/nowhere"), .busy("/nowhere"), denied].map { .failure($0) }
        bench.session.start()
        bench.loop.advance(by: .seconds(60))
        #expect(bench.takeStates() == ["opening", "opening", "opening", "absent"])
        #expect(bench.log.all.count == 4)
        #expect(bench.log.all[0].contains("group"))
        #expect(bench.log.all[1].contains("fuser"))
        #expect(bench.session.counters.openFailures == 6)
    }

    @Test func aFlappingDeviceIsTriedLaterAndLater() {
        let bench = Bench()
        var transports: [ScriptedTransport] = []
        for _ in 0..<4 { transports.append(bench.plug()) }
        bench.session.start()
        for transport in transports {
            bench.loop.deliver(.hangup, to: transport.fd)
            bench.loop.advance(to: bench.loop.nextDeadline ?? bench.loop.now)
        }
        #expect(bench.attempts == [0, 250, 750, 1750, 3750])
    }

    @Test func aDeviceThatWasWellIsLookedForAtOnce() {
        let bench = Bench()
        bench.session.start()
        bench.loop.advance(by: .seconds(60))
        let first = bench.plug()
        bench.loop.advance(by: .seconds(5))
        bench.receive([36], from: first)
        let second = bench.plug()
        bench.loop.deliver(.hangup, to: first.fd)
        bench.loop.advance(by: .milliseconds(250))
        #expect(bench.session.state == .identifying)
        bench.receive([36], from: second)
        #expect(bench.session.state == .ready)
    }

    /// The timer and the bytes of a busy machine's last seconds are due together.
    @Test func whatHasComeIsHeardBeforeSilenceIsJudged() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        transport.incoming = [36]
        bench.loop.advance(by: .seconds(5))
        #expect(bench.session.state == .ready)
        #expect(bench.session.problem == nil)
        transport.incoming = [36]
        bench.loop.advance(by: .seconds(1))
        #expect(bench.session.state == .ready)
        bench.loop.advance(by: .seconds(2))
        #expect(bench.session.state == .stale)
    }

    /// A scanner that has answered its questions before, and no longer does: behind a converter that is stuck.
    @Test func aScannerThatNoLongerAnswersIsNoticed() {
        let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
        let transport = ScriptedTransport()
        let settings = DeviceSettings(name: "scan-1", role: .scanner, driver: "serial-line", paths: ["/dev/scan"])
        let session = DeviceSession(
            settings: settings, driver: SerialLine(commands: .gm65), reactor: loop, log: LogLines().logger
        ) { () throws(TransportError) in transport }
        session.start()
        #expect(session.silenceLimit == nil, "it has answered nothing: its silence means nothing")
        var answered = 0
        // Each command of seven bytes or more that ends with its check is answered as a GM65 does.
        func pass(_ duration: Duration, answering: Bool) {
            let end = loop.now + duration
            while loop.now < end {
                loop.advance(by: .milliseconds(100))
                if transport.takeWritten().isEmpty || !answering { continue }
                answered += 1
                transport.incoming += [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31]
                loop.deliver(.readable, to: transport.fd)
            }
        }
        pass(.seconds(60), answering: true)
        #expect(answered > 4)
        #expect(session.state == .ready)
        #expect(session.silenceLimit == .seconds(13))
        var waited = Duration.zero
        while session.state == .ready, waited < .seconds(14) {
            pass(.milliseconds(100), answering: false)
            waited += .milliseconds(100)
        }
        #expect(session.state == .stale)
        #expect(session.counters.silences == 1)
        pass(.seconds(10), answering: false)
        #expect(session.state == .lost, "it is opened again, which frees a converter that is stuck")
        pass(.seconds(15), answering: true)
        #expect(session.state == .ready)
        pass(.seconds(60), answering: true)
        #expect(session.counters.silences == 1)
    }

    @Test func aDeviceThatNeverSpeaksSaysSoOnce() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        bench.loop.advance(by: .seconds(60))
        bench.receive([0, 0, 0], from: transport)
        bench.loop.advance(by: .seconds(60))
        #expect(bench.session.state == .identifying)
        #expect(bench.session.problem?.contains("baud") == true)
        #expect(bench.log.all.filter { $0.contains("plausible") }.count == 1)
        #expect(bench.session.counters.driver.droppedBytes == 3)
        bench.receive([36], from: transport)
        #expect(bench.session.state == .ready)
        bench.loop.advance(by: .seconds(2))
        #expect(bench.session.state == .stale)
    }

    @Test func aDeviceThatFellSilentIsOpenedAgainOnce() {
        let bench = Bench()
        let (first, second) = (bench.plug(), bench.plug())
        bench.session.start()
        bench.receive([36], from: first)
        bench.loop.advance(by: .milliseconds(11_999))
        #expect(bench.session.state == .stale)
        #expect(first.closings == 0, "it may have paused")
        bench.loop.advance(by: .milliseconds(1))
        #expect(first.closings == 1)
        #expect(bench.session.state == .lost)
        bench.loop.advance(by: .seconds(60))
        #expect(
            bench.takeStates().suffix(3) == ["opening", "identifying", "identifying"])
        #expect(second.closings == 0, "what did not help is not tried for ever")
        bench.receive([36], from: second)
        #expect(bench.session.state == .ready)
        // Who speaks again in time is left alone, and watched as before.
        bench.loop.advance(by: .seconds(5))
        bench.receive([36], from: second)
        #expect(bench.session.state == .ready)
        bench.loop.advance(by: .seconds(2))
        #expect(bench.session.state == .stale)
        #expect(bench.session.counters.reconnects == 1)
    }

    @Test func whoNeedNotIdentifyItselfIsReadyWhenOpen() {
        let bench = Bench(role: .scanner, staleLimit: nil)
        _ = bench.plug()
        bench.session.start()
        #expect(bench.takeStates() == ["opening", "ready"])
        bench.loop.advance(by: .seconds(24 * 3600))
        #expect(bench.takeStates().isEmpty, "a scanner is silent by nature")
        #expect(bench.loop.nextDeadline == nil, "and nothing wakes the loop")
    }

    @Test func thousandReplugsLeaveNothingBehind() {
        let bench = Bench()
        bench.session.start()
        for round in 1...1000 {
            let transport = bench.plug()
            bench.loop.advance(by: .seconds(5))
            bench.receive([36], from: transport)
            #expect(bench.session.state == .ready)
            bench.loop.deliver(.hangup, to: transport.fd)
            #expect(transport.closings == 1)
            #expect(bench.loop.interest(of: transport.fd) == nil)
            #expect(bench.session.counters.opened == UInt64(round))
        }
    }

    @Test func lettingGoOfASessionClosesIt() {
        let transport = ScriptedTransport()
        let loop = VirtualLoop()
        do {
            let settings = DeviceSettings(name: "t", role: .thermometer, driver: "fake", paths: [])
            let session = DeviceSession(
                settings: settings, driver: FakeDriver(), reactor: loop, log: LogLines().logger
            ) { () throws(TransportError) in transport }
            session.start()
            #expect(loop.interest(of: transport.fd) == .readable)
        }
        #expect(transport.closings == 1)
        #expect(loop.interest(of: transport.fd) == nil)
        #expect(loop.nextDeadline == nil)
    }
}
