public import EventLoop
public import Logging
public import Wire

/// The life of one device: opens it, re-opens it for as long as the program runs, feeds its driver, knows how it is.
///
/// Lives on the loop's thread. Everything is told by the two closures, after the session's own state is consistent, so
/// that they may call the session.
public final class DeviceSession {
    /// Opens the device's transport, without waiting.
    public typealias Open = () throws(TransportError) -> any Transport

    /// The longest packet that a transport may give: a HID report (`HID_MAX_BUFFER_SIZE` of Linux), and its number.
    public static let longestPacket = 16_384 + 1

    /// What the site says about it.
    public let settings: DeviceSettings
    /// Where the device is in its life.
    public private(set) var state = DeviceState.absent
    /// Why it does not deliver, in words, and what to do; `nil` while all is well.
    public private(set) var problem: String?
    /// Called for every event of the driver except `transmit`, which the session obeys itself.
    public var onEvent: (DriverEvent, Instant) -> Void = { _, _ in }
    /// Called when the state or the problem has changed.
    public var onState: (DeviceState, Instant) -> Void = { _, _ in }

    /// Called for all that goes over the wire, both ways, for a capture; `nil` costs nothing. Bytes to the device are told
    /// when they are taken for it. Must not call the session.
    public var tap: ((CaptureEntry.Content, Instant) -> Void)?

    let reactor: any Reactor
    let open: Open
    var driver: any Driver
    var transport: (any Transport)?
    var registration: Registration?
    var outgoing = OutgoingQueue()
    var inbox = EventQueue()
    var totals = SessionCounters()
    /// Holds one report whole. Of a stream no more than the budget is read at a time.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: DeviceSession.longestPacket, alignment: 16)
    /// Whether each read of the open transport is one packet.
    var hasPackets = false

    /// How the USB device behind it is reset; `nil` where there is nobody to do it.
    var deviceReset: DeviceReset?
    var distress = Distress()
    /// Whether a reset is under way; it is not opened before the end of that.
    var isResetting = false
    /// What former transports left to come back.
    var remainders: [Remainder] = []

    private(set) var isStarted = false
    var backOff = BackOff()
    var lastFailure: TransportError?
    var openedAt = Instant(nanoseconds: 0)
    var lastHeard = Instant(nanoseconds: 0)
    var hasBeenHeard = false
    /// How many frames the driver had taken when it was last looked whether the device lives.
    var framesSeen: UInt64 = 0
    /// When its values are to be believed; set by the first plausible frame after opening.
    var warmAt: Instant?
    /// The speed of the line, when it is not the configured one.
    var baud: UInt32?
    /// The one that was logged last.
    var saidBaud: UInt32?
    let log: Logger

    lazy var retryTimer = reactor.makeTimer { [weak self] now in self?.retry(at: now) }
    lazy var driverTimer = reactor.makeTimer { [weak self] now in self?.tickDriver(at: now) }
    lazy var silenceTimer = reactor.makeTimer { [weak self] now in self?.checkSilence(at: now) }
    lazy var warmTimer = reactor.makeTimer { [weak self] now in self?.warmedUp(at: now) }

    /// A session that does nothing until `start`. `open` is called for every attempt.
    public init(
        settings: DeviceSettings, driver: any Driver, reactor: any Reactor, log: Logger, open: @escaping Open
    ) {
        self.settings = settings
        self.driver = driver
        self.reactor = reactor
        self.open = open
        var log = log
        log[metadataKey: "device"] = "\(settings.name)"
        self.log = log
        // Made now: a lazy one that is first asked for by `deinit` could not refer to the session any more.
        cancelTimers()
    }

    deinit {
        cancelTimers()
        registration?.cancel()
        transport?.close()
        buffer.deallocate()
    }

    /// What was seen since the session was made. Not to be asked while the driver runs, which the closures never are.
    public var counters: SessionCounters {
        var counters = totals
        counters.driver = driver.counters
        return counters
    }

    /// Opens the device now, and again for ever when that fails or the device goes away.
    public func start() {
        guard !isStarted else { return }
        isStarted = true
        if !isResetting { attempt(at: reactor.now) }
    }

    /// Closes the device; it is absent until the next `start`.
    public func stop() {
        isStarted = false
        retryTimer.cancel()
        closeTransport()
        backOff.reset()
        distress = Distress()
        move(to: .absent, at: reactor.now)
    }

    /// The descriptor by which the open device can be written to; `nil` while it is not open, or when it has none.
    public var descriptor: Int32? { transport?.writableDescriptor }

    /// What is known about the transport; `nil` while the device is not open.
    public var transportDescription: TransportDescription? { transport?.description }

    /// Where the device is open now, such as `/dev/ttyUSB0`; never an identity. `nil` while it is not open.
    public var node: String? { transport?.node }

    /// Whether bytes wait because the device does not take them.
    public var hasUnsentBytes: Bool { !outgoing.isEmpty }

    /// Sends all of `bytes`, in order after what waits already; at most 1024 bytes wait.
    public func send(_ bytes: [UInt8]) throws(WriteRefusal) {
        guard transport != nil else {
            totals.refusedWrites += 1
            throw .notOpen(device: settings.name, state: state)
        }
        guard outgoing.append(bytes) else {
            totals.refusedWrites += 1
            throw .full(device: settings.name, waiting: outgoing.count)
        }
        tap?(.sent(bytes), reactor.now)
        flush(at: reactor.now)
    }

    /// Wants something of the device; returns whether such a device can do it, and is open to be asked.
    public func request(_ request: DeviceRequest) -> Bool {
        guard transport != nil else { return false }
        let now = reactor.now
        let isKnown = driver.request(request, at: now) { inbox.append($0) }
        deliver(at: now)
        return isKnown
    }

    /// Silence after which the device is stale; `nil` for one whose silence means nothing.
    public var silenceLimit: Duration? { settings.staleLimit ?? driver.silenceLimit }

    private func cancelTimers() {
        for timer in [retryTimer, driverTimer, silenceTimer, warmTimer] { timer.cancel() }
    }

    /// Changes state and problem, says so once, and tells the closure.
    func move(to next: DeviceState, _ trouble: String? = nil, at now: Instant) {
        guard next != state || trouble != problem else { return }
        let before = state
        state = next
        problem = trouble
        if let trouble {
            log.warning("\(settings.name) is \(next.rawValue): \(trouble)")
        } else if next != before {
            log.info("\(settings.name) is \(next.rawValue)")
        }
        onState(next, now)
    }
}

@available(*, unavailable)
extension DeviceSession: Sendable {}
