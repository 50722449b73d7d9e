/// Relay boards that speak Modbus RTU, 9600 8N1, one coil for each relay.
///
/// Coil n − 1 is relay n: function 05 writes `FF00` for on and `0000` for off, function 01 reads all of them, function
/// 0F switches all off at once (boards that do not know it are told one by one). With the profile `waveshare` a pulse
/// is timed by the board itself, by function 05 at register 0200 + coil with the time in tenths of a second. That
/// register is **from memory** in the device reference: a board that refuses it is switched on plainly, and whoever
/// switches it off does so in any case.
///
/// One request is under way at a time, and the line is left alone after one that was not answered. Nothing is written
/// before the board was read: another device may have its address.
public struct ModbusRelay: OutputDriver {
    /// The address that boards are delivered with.
    public static let defaultUnit: UInt8 = 1
    /// The name of the profile of boards that time a pulse themselves.
    public static let waveshareProfile = "waveshare"
    /// How long an answer may take: 8 bytes each way are 17 ms at 9600 baud, a device may think for 20, and converters
    /// add some; a board that is asked at 2400 still answers in time.
    public static let patience = Duration.milliseconds(200)
    /// How long the line is left alone after a missing answer, so that a late one is not taken for the next.
    public static let rest = Duration.milliseconds(200)
    /// From an answer to the next request: a device needs 3.5 characters of silence, 4 ms at 9600 baud.
    public static let turnaround = Duration.milliseconds(5)
    /// From one reading to the next while nothing is switched: a board behind a converter that keeps its power may lose
    /// its own.
    public static let interval = Duration.seconds(2)
    /// The longest such pause, when the board does not answer for long.
    public static let longestInterval = Duration.seconds(30)

    /// How many relays the board has, 1 to 32.
    public let channels: Int
    /// The state is read back.
    public let readsBack = true
    /// When the next request goes out, or an answer is given up.
    public var deadline: Instant? { frameDeadline.map { min($0, next ?? $0) } ?? next }

    private static let pulseBase: UInt16 = 0x0200
    /// Bytes of one answer come without a pause of their own. Half a second forgives any stall of a USB hub.
    private static let frameGap = Duration.milliseconds(500)

    private enum Phase { case stopped, idle, asked }
    private var phase = Phase.stopped
    private let unit: UInt8
    private var hasTimedPulse: Bool
    private var knowsAllOff = true
    private var parser = ModbusParser()
    private var request = ModbusRequest.readCoils(first: 0, count: 1)
    /// When the answer is given up, or the next request goes out.
    private var next: Instant?
    /// Until when the line is left alone.
    private var free = Instant(nanoseconds: 0)
    /// When the half of an answer is given up.
    private var frameDeadline: Instant?
    private var plan: SwitchPlan
    /// Tenths of a second of the pulse that each channel is switched on for; 0 for good.
    private var pulses: [UInt16]
    /// What was last done is to be read back.
    private var mustRead = false
    private var pause = Self.interval
    private var isIdentified = false

    /// A board of `channels` relays, limited to 1 to 32, at `unit` of its line, 1 to 255.
    public init(channels: Int = 1, unit: UInt8 = Self.defaultUnit, hasTimedPulse: Bool = false) {
        self.channels = min(max(channels, 1), UInt32.bitWidth)
        self.unit = max(unit, ModbusRequest.units.lowerBound)
        self.hasTimedPulse = hasTimedPulse
        plan = SwitchPlan(channels: self.channels)
        pulses = Array(repeating: 0, count: self.channels)
    }

    /// What the driver has seen since it was made.
    public var counters: DriverCounters { parser.counters }

    /// First all at once, then one by one for a board that does not know that.
    public var offWrites: [[UInt8]] {
        let single = (0..<channels).map { ModbusRequest.writeCoil(UInt16($0), word: ModbusRequest.coilOff) }
        let requests = channels > 1 ? [allOff] + single : single
        return requests.compactMap { $0.frame(unit: unit) }
    }

    /// Asks the board what it does.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        parser.forget()
        frameDeadline = nil
        plan.start()
        pause = Self.interval
        knowsAllOff = true
        isIdentified = false
        mustRead = true
        phase = .idle
        free = now
        proceed(at: now, emit)
    }

    /// Sends the command as soon as the line is free, and reads back.
    public mutating func switchChannel(
        _ channel: Int, on: Bool, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        want(channel, on: on, tenths: 0, at: now, emit)
    }

    /// With the profile of Waveshare the board ends the pulse itself, after tenths of a second, rounded up.
    public mutating func pulseChannel(
        _ channel: Int, for duration: Duration, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        let tenths = (max(duration, .zero).nanoseconds + 99_999_999) / 100_000_000
        return want(channel, on: true, tenths: hasTimedPulse ? UInt16(clamping: tenths) : 0, at: now, emit)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        if let gap = frameDeadline, now >= gap { abandonFrame(at: now, emit) }
        for index in bytes.indices {
            parser.append(bytes[index])
            takeReplies(at: now, emit)
        }
        frameDeadline = parser.isEmpty ? nil : now + Self.frameGap
    }

    /// Time to ask, an answer that did not come, or half of one.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if let gap = frameDeadline, now >= gap { abandonFrame(at: now, emit) }
        guard let due = next, now >= due else { return }
        if phase == .asked { return missed(at: now, emit) }
        if plan.unsent == 0 { mustRead = true }
        proceed(at: now, emit)
    }

    private var allOff: ModbusRequest { .writeCoils(first: 0, Array(repeating: false, count: channels)) }

    private mutating func want(
        _ channel: Int, on: Bool, tenths: UInt16, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        guard isIdentified, phase != .stopped, (1...channels).contains(channel) else { return false }
        plan.want(channel, on: on)
        pulses[channel - 1] = tenths
        proceed(at: now, emit)
        return true
    }
}

// MARK: - What is asked

extension ModbusRelay {
    /// Sends what is to be sent, if the line is free.
    private mutating func proceed(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard phase == .idle else { return }
        let isBusy = plan.unsent != 0 || mustRead
        guard isBusy, now >= free else {
            next = isBusy ? free : now + pause
            return
        }
        // Commands first: one reading is enough for all of them.
        let commands = plan.unsent != 0
        request = commands ? command() : .readCoils(first: 0, count: UInt16(channels))
        mustRead = commands
        guard let frame = request.frame(unit: unit) else { return }
        phase = .asked
        next = now + Self.patience
        emit(.transmit(frame))
    }

    private mutating func command() -> ModbusRequest {
        let isAllOff = plan.wanted == 0 && plan.unsent.nonzeroBitCount > 1
        if isAllOff, knowsAllOff {
            plan.sentAll()
            return allOff
        }
        guard let channel = plan.next() else { return .readCoils(first: 0, count: UInt16(channels)) }
        let coil = UInt16(channel - 1)
        guard plan.wants(channel) else { return .writeCoil(coil, word: ModbusRequest.coilOff) }
        let tenths = pulses[channel - 1]
        if tenths > 0, hasTimedPulse { return .writeCoil(Self.pulseBase + coil, word: tenths) }
        return .writeCoil(coil, word: ModbusRequest.coilOn)
    }

    private mutating func missed(at now: Instant, _ emit: (DriverEvent) -> Void) {
        fault(.timeout, emit)
        // The command was lost, or only its answer: the next reading tells.
        mustRead = plan.missed()
        if !mustRead { giveUp(emit) }
        release(at: now, for: Self.rest)
        proceed(at: now, emit)
    }

    /// Nobody knows what the board does.
    private mutating func giveUp(_ emit: (DriverEvent) -> Void) {
        if isIdentified { emit(.output(OutputState(closed: plan.wanted, isVerified: false))) }
        pause = min(pause * 2, Self.longestInterval)
    }

    private mutating func release(at now: Instant, for duration: Duration) {
        phase = .idle
        free = now + duration
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        parser.counters.faults += 1
        emit(.fault(fault))
    }
}

// MARK: - What is answered

extension ModbusRelay {
    /// Who is asked answers; a driver that asks nobody listens to all.
    private var filter: ModbusFilter {
        phase == .asked ? ModbusFilter(answerTo: request, unit: unit) : ModbusFilter(longestData: 4)
    }

    private mutating func takeReplies(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while let step = parser.next(accepting: filter) {
            switch step {
            case .reply(let reply): take(reply, at: now, emit)
            case .dropped(let fault?): emit(.fault(fault))
            case .dropped, .echo: break
            }
        }
    }

    private mutating func abandonFrame(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !parser.isEmpty {
            if let fault = parser.abandonFrame() { emit(.fault(fault)) }
            takeReplies(at: now, emit)
        }
        frameDeadline = nil
    }

    private mutating func take(_ reply: ModbusReply, at now: Instant, _ emit: (DriverEvent) -> Void) {
        switch phase {
        case .stopped:
            if reply.exception != nil { fault(.device, emit) }
            if reply.exception == nil, reply.function == .readCoils { tell(Self.closed(reply), emit) }
        case .idle:
            break  // late: it says nothing about now
        case .asked:
            if reply.exception != nil {
                refused(at: now, emit)
            } else if reply.function == .readCoils {
                judge(Self.closed(reply), at: now, emit)
            } else if isReceipt(reply) {
                release(at: now, for: Self.turnaround)
            } else {
                fault(.mode, emit)  // of another command; this one's may still come
            }
            proceed(at: now, emit)
        }
    }

    private mutating func judge(_ closed: UInt32, at now: Instant, _ emit: (DriverEvent) -> Void) {
        release(at: now, for: Self.turnaround)
        pause = Self.interval
        // A command came while the answer was under way: this is from before it.
        guard plan.unsent == 0 else { return }
        switch plan.found(closed) {
        case .again: return
        case .done:
            for channel in 1...channels where pulses[channel - 1] > 0 { plan.release(channel) }
        case .refused: fault(.device, emit)
        }
        tell(closed, emit)
    }

    /// The board knows the question, and will not do it.
    private mutating func refused(at now: Instant, _ emit: (DriverEvent) -> Void) {
        fault(.device, emit)
        release(at: now, for: Self.turnaround)
        switch request {
        case .writeCoils:
            knowsAllOff = false
            plan.resend(~plan.wanted)
        case .writeCoil(let address, _) where address >= Self.pulseBase:
            hasTimedPulse = false
            plan.resend(OutputState.bit(Int(address - Self.pulseBase) + 1))
        case .readCoils:
            mustRead = false
            giveUp(emit)
        default:
            break  // what came of it is read
        }
    }

    private func isReceipt(_ reply: ModbusReply) -> Bool {
        switch request {
        case .writeCoil(let address, let word): reply.address == address && reply.value == word
        case .writeCoils(let first, let coils): reply.address == first && reply.value == UInt16(clamping: coils.count)
        default: false
        }
    }

    private mutating func tell(_ closed: UInt32, _ emit: (DriverEvent) -> Void) {
        if !isIdentified {
            isIdentified = true
            emit(.identified)
        }
        emit(.output(OutputState(closed: closed, isVerified: true)))
    }

    private static func closed(_ reply: ModbusReply) -> UInt32 {
        var closed: UInt32 = 0
        for coil in 0..<UInt32.bitWidth where reply.coil(coil) == true { closed |= OutputState.bit(coil + 1) }
        return closed
    }
}
