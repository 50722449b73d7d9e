import Devices
import EventLoop
import Testing
import Wire

/// What goes through a session of a device that sends packets, both ways.
struct PacketSessionTests {
    /// A session on such a transport; the transport is opened as it is.
    private final class PacketBench {
        let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000_000))
        let transport = ScriptedPackets()
        let session: DeviceSession
        private(set) var events: [DriverEvent] = []
        private(set) var states: [String] = []

        init(obstacle: String? = nil, greeting: [DriverEvent] = []) {
            let transport = transport
            transport.obstacle = obstacle
            session = DeviceSession(
                settings: DeviceSettings(name: "s", role: .scanner, driver: "fake", paths: ["/dev/hidraw0"]),
                driver: PacketDriver(greeting: greeting), reactor: loop, log: LogLines().logger
            ) { () throws(TransportError) in transport }
            session.onEvent = { [unowned self] event, _ in events.append(event) }
            session.onState = { [unowned self] state, _ in states.append(state.rawValue) }
        }

        func becomesReadable() {
            loop.deliver(.readable, to: transport.fd)
        }
    }

    /// Every packet is a scan of its bytes; what it is told of the transport is a fact.
    private struct PacketDriver: Driver {
        private(set) var counters = DriverCounters()
        let deadline: Instant? = nil
        var greeting: [DriverEvent] = []
        private var locks = ""

        init(greeting: [DriverEvent] = []) {
            self.greeting = greeting
        }

        mutating func describe(_ transport: TransportDescription) {
            locks = transport.capsLock ? "caps" : "plain"
        }

        mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
            emit(.fact(DeviceFact(.mode, locks)))
            for event in greeting { emit(event) }
        }

        mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
            counters.receivedBytes += UInt64(bytes.count)
            counters.takenBytes += UInt64(bytes.count)
            emit(.scan(Scan(bytes: bytes.indices.map { bytes[$0] })))
        }

        mutating func receiveFeature(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
            emit(.fact(DeviceFact(.serial, "\(bytes.count)")))
        }

        mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
    }

    private func scans(_ packets: [[UInt8]]) -> [DriverEvent] {
        packets.map { .scan(Scan(bytes: $0)) }
    }

    @Test func takesPacketsOneByOneInOnePass() {
        let bench = PacketBench()
        bench.session.start()
        let packets: [[UInt8]] = [[1], [2, 3], [UInt8](repeating: 4, count: 64)]
        bench.transport.incoming = packets
        bench.becomesReadable()
        #expect(Array(bench.events.dropFirst()) == scans(packets))
        #expect(bench.transport.reads == 4, "until there is nothing more")
    }

    @Test(arguments: [(1, 64), (100, 41), (4096, 1), (16_384, 1)]) func aPassEndsAtItsBudget(size: Int, count: Int) {
        let bench = PacketBench()
        bench.session.start()
        bench.transport.incoming = [[UInt8]](repeating: [UInt8](repeating: 7, count: size), count: 200)
        bench.becomesReadable()
        #expect(bench.transport.reads == count)
        #expect(bench.events.count == 1 + count)
    }

    @Test func theLongestReportIsTakenWhole() {
        let bench = PacketBench()
        bench.session.start()
        let longest = (0..<DeviceSession.longestPacket).map { UInt8(truncatingIfNeeded: $0) }
        bench.transport.incoming = [longest]
        bench.becomesReadable()
        #expect(Array(bench.events.dropFirst()) == scans([longest]))
    }

    @Test func whatCameBeforeTheEndIsTaken() {
        let bench = PacketBench()
        bench.session.start()
        bench.transport.incoming = [[1], [2]]
        bench.transport.told = [.gone(5)]
        bench.becomesReadable()
        #expect(Array(bench.events.dropFirst()) == scans([[1], [2]]))
        #expect(bench.session.state == .lost)
        #expect(bench.transport.closings == 1)
    }

    @Test func writesKeepTheirBordersHoweverLongTheyWait() throws {
        let bench = PacketBench()
        bench.session.start()
        bench.transport.room = 1
        try bench.session.send([0, 1])
        try bench.session.send([0, 2, 3])
        try bench.session.send([0, 4])
        #expect(bench.transport.takeWritten() == [[0, 1]])
        bench.transport.room = 1
        bench.becomesReadable()
        #expect(bench.transport.takeWritten() == [[0, 2, 3]], "room is told by being readable")
        try bench.session.send([0, 5])
        bench.transport.room = nil
        bench.becomesReadable()
        #expect(bench.transport.takeWritten() == [[0, 4], [0, 5]])
        #expect(!bench.session.hasUnsentBytes)
        #expect(bench.session.counters.bytesSent == 9)
    }

    @Test func aFailedTransferIsCountedAndNotALoss() {
        let bench = PacketBench()
        bench.session.start()
        bench.transport.told = [.failed(110), .failed(32)]
        bench.becomesReadable()
        #expect(bench.session.counters.transferErrors == 2)
        #expect(bench.session.state == .ready)
    }

    @Test func aFeatureRequestThatFindsNoRoomIsCounted() {
        let bench = PacketBench(greeting: [.setFeature([1, 2]), .getFeature(report: 1, length: 8)])
        bench.session.start()
        #expect(bench.session.counters.refusedWrites == 2)
        #expect(bench.session.state == .ready)
    }

    @Test func aReceiverThatClosesEndsThePass() {
        let bench = PacketBench()
        bench.session.start()
        bench.transport.incoming = [[1], [2], [3]]
        var seen = 0
        bench.session.onEvent = { [unowned bench] _, _ in
            seen += 1
            guard seen == 1 else { return }
            bench.session.stop()
            bench.session.start()
        }
        bench.becomesReadable()
        #expect(seen == 2, "a scan, and the fact of the second start")
        #expect(bench.transport.incoming == [[2], [3]], "they are for the next pass")
    }

    /// A keyboard with a key down is open and not ours: its driver starts when it is.
    @Test func waitsUntilTheTransportHasSettled() {
        let bench = PacketBench(obstacle: "a key is down", greeting: [.transmit([9])])
        bench.session.start()
        #expect(bench.session.state == .opening)
        #expect(bench.session.problem == "a key is down")
        #expect(bench.events.isEmpty && bench.transport.written.isEmpty)
        bench.becomesReadable()
        #expect(bench.session.state == .opening)
        bench.transport.obstacle = nil
        bench.transport.description.capsLock = true
        bench.transport.told = [.settled]
        bench.becomesReadable()
        #expect(bench.session.state == .ready)
        #expect(bench.session.problem == nil)
        #expect(bench.events == [.fact(DeviceFact(.mode, "caps"))], "the locks of now")
        #expect(bench.transport.written == [[9]])
        #expect(bench.session.counters.opened == 1)
    }
}
