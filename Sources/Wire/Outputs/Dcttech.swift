/// dcttech relay boards (`USBRelay1` to `USBRelay8`): USB HID, 16c0:05df, reports of 8 bytes.
///
/// A command is an output report, `FF n` for on and `FD n` for off. Feature report 01 is the board's serial number of
/// five characters in bytes 0 to 4, and the relays that are closed in byte 7 (libusbrelay.c of `usbrelay`). Its reports
/// have no numbers, so that the kernel gives these 8 bytes as they are; others put a number before them, which is taken
/// off. Nothing is written before such an answer has come: the USB ids are shared by all hobbyists of one vendor.
///
/// The firmware of these boards is slow, and fails a feature transfer now and then (EPROTO; `usbrelay` issues 88, 100).
/// A transfer that fails is over at once, unlike an answer that is late: the board is asked again soon, for as long as
/// answers that do not come would be waited for, so that an opening of half a second survives several of them.
public struct Dcttech: OutputDriver {
    /// The sizes in which the board is made.
    public static let sizes = [1, 2, 4, 8]
    /// From a command to the reading: a relay needs 10 ms, the firmware a few more to be reached again.
    public static let settling = Duration.milliseconds(30)
    /// How long an answer may take: a transfer of 8 bytes at low speed is 10 ms, and a hub may be busy.
    public static let patience = Duration.milliseconds(300)
    /// How long the board is left alone after a missing answer, so that a late one is not taken for the next.
    public static let rest = Duration.milliseconds(200)
    /// From a failed transfer to the next try: what the firmware needs to be reached again.
    public static let retry = settling
    /// For how long transfers may fail before it is told: as long as answers that do not come at all.
    public static let endurance = patience * SwitchPlan.attempts
    /// From one reading to the next while nothing is switched: rarely, because readings are what these boards fail at.
    public static let interval = Duration.seconds(2)
    /// The longest such pause, when the board does not answer for long.
    public static let longestInterval = Duration.seconds(30)

    /// How many relays the board has, 1 to 8.
    public let channels: Int
    /// The state is read back.
    public let readsBack = true
    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()
    /// When the board is read, or its answer given up.
    public private(set) var deadline: Instant?

    static let report: UInt8 = 0x01
    static let answerLength = 8
    static let serialLength = 5
    static let stateOffset = 7

    private enum Phase { case stopped, pausing, asked }
    private var phase = Phase.stopped
    private var plan: SwitchPlan
    private var pause = Self.interval
    private var isIdentified = false
    private var isDropping = false
    /// Since when transfers fail, without one that did not.
    private var failingSince: Instant?
    private var serial = ""

    /// A board of `channels` relays, limited to 1 to 8.
    public init(channels: Int = 1) {
        self.channels = min(max(channels, 1), 8)
        plan = SwitchPlan(channels: self.channels)
    }

    /// A report of its own for each relay.
    public var offWrites: [[UInt8]] { (1...channels).map { Self.command($0, on: false) } }

    /// The output report that switches `channel`, 1 to 8; number 0 first, as `hidraw` wants it.
    public static func command(_ channel: Int, on: Bool) -> [UInt8] {
        [0x00, on ? 0xFF : 0xFD, UInt8(clamping: channel), 0, 0, 0, 0, 0, 0]
    }

    /// Asks the board what it is.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        plan.start()
        pause = Self.interval
        isIdentified = false
        isDropping = false
        failingSince = nil
        serial = ""
        ask(at: now, emit)
    }

    /// Sends the command at once, and reads back soon after.
    public mutating func switchChannel(
        _ channel: Int, on: Bool, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        guard isIdentified, phase != .stopped, (1...channels).contains(channel) else { return false }
        plan.want(channel, on: on)
        failingSince = nil
        send(at: now, emit)
        return true
    }

    /// A report as a packet, as captures and `decode` have it: the same as the feature report.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        receiveFeature(bytes, at: now, emit)
    }

    /// The board said what it is and what it does.
    public mutating func receiveFeature(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.receivedBytes += UInt64(bytes.count)
        guard let name = Self.serial(of: bytes) else {
            counters.droppedBytes += UInt64(bytes.count)
            if !isDropping {
                isDropping = true
                counters.faults += 1
                emit(.fault(.noise))
            }
            return
        }
        isDropping = false
        failingSince = nil
        counters.takenBytes += UInt64(bytes.count)
        counters.frames += 1
        if name != serial {
            serial = name
            emit(.fact(DeviceFact(.serial, name)))
        }
        let closed = UInt32(bytes[bytes.count - Self.answerLength + Self.stateOffset])
        switch phase {
        case .stopped: tell(closed, emit)
        case .asked: judge(closed, at: now, emit)
        case .pausing: break  // late, or from before a command: it says nothing about now
        }
    }

    /// Time to read, or an answer that did not come.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let due = deadline, now >= due else { return }
        guard phase == .asked else { return ask(at: now, emit) }
        counters.faults += 1
        emit(.fault(.timeout))
        if plan.missed() { return wait(Self.rest, at: now) }
        giveUp(at: now, emit)
    }

    /// A reading failed, or a command did while a reading was awaited. A command that fails before that is found out by
    /// the reading.
    public mutating func transferFailed(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard phase == .asked else { return }
        counters.faults += 1
        emit(.fault(.timeout))
        let begin = failingSince ?? now
        failingSince = begin
        if now - begin < Self.endurance { return wait(Self.retry, at: now) }
        giveUp(at: now, emit)
    }

    /// Tells that nothing is known of the board, and asks it later and later.
    private mutating func giveUp(at now: Instant, _ emit: (DriverEvent) -> Void) {
        failingSince = nil
        if isIdentified { emit(.output(OutputState(closed: plan.wanted, isVerified: false))) }
        pause = min(pause * 2, Self.longestInterval)
        wait(pause, at: now)
    }

    /// The serial number, if the bytes are such an answer: one to five printable characters, filled up with zeros.
    private static func serial(of bytes: Span<UInt8>) -> String? {
        let isNumbered = bytes.count == answerLength + 1 && bytes[0] <= report
        guard bytes.count == answerLength || isNumbered else { return nil }
        let start = bytes.count - answerLength
        var characters: [UInt8] = []
        for offset in start..<start + serialLength {
            if bytes[offset] == 0 { continue }
            guard (0x21...0x7E).contains(bytes[offset]), characters.count == offset - start else { return nil }
            characters.append(bytes[offset])
        }
        return characters.isEmpty ? nil : String(decoding: characters, as: UTF8.self)
    }

    private mutating func judge(_ closed: UInt32, at now: Instant, _ emit: (DriverEvent) -> Void) {
        pause = Self.interval
        switch plan.found(closed) {
        case .again: return send(at: now, emit)
        case .done: tell(closed, emit)
        case .refused:
            counters.faults += 1
            emit(.fault(.device))
            tell(closed, emit)
        }
        wait(pause, at: now)
    }

    private mutating func tell(_ closed: UInt32, _ emit: (DriverEvent) -> Void) {
        if !isIdentified {
            isIdentified = true
            emit(.identified)
        }
        emit(.output(OutputState(closed: closed, isVerified: true)))
    }

    private mutating func send(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while let channel = plan.next() { emit(.transmit(Self.command(channel, on: plan.wants(channel)))) }
        wait(Self.settling, at: now)
    }

    private mutating func ask(at now: Instant, _ emit: (DriverEvent) -> Void) {
        phase = .asked
        deadline = now + Self.patience
        emit(.getFeature(report: Self.report, length: Self.answerLength + 1))
    }

    private mutating func wait(_ duration: Duration, at now: Instant) {
        phase = .pausing
        deadline = now + duration
    }
}
