/// A Zebra (Symbol) scanner that speaks the Simple Serial Interface, on a serial line.
///
/// Packets have a length and a checksum, codes are acknowledged, and sent again when they are not. Facts: Simple Serial
/// Interface Programmer's Guide 72E-40451; enioka-Haute-Couture/enioka_scan for what newer firmware really sends.
///
/// * A code that is sent again (status bit 0) and was taken already is acknowledged and is no second scan.
/// * The type of the code (1C for QR) is Zebra's own and says less than an AIM identifier: none is made of it. A decoder
///   that is set to send AIM identifiers puts them before the text, where they are taken off as on any serial line.
/// * A passive driver sends nothing.
public struct ZebraSSI: Driver {
    /// A pause this long inside a packet means that its end is lost. Half a second forgives any stall of a USB hub.
    public static let packetGap = Duration.milliseconds(500)
    /// How long the next packet of a code may take: the decoder sends it when the one before is acknowledged, and again
    /// after its own time-out of 2 s.
    public static let codeGap = Duration.seconds(3)
    /// For how long a code that is sent again is known: two resends with 2 s between them, and as much again.
    public static let resendWindow = Duration.seconds(10)
    /// Packets with a wrong check that are asked for again, one after the other. More means that the line is bad.
    public static let mostRefusals = 2

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private let aim: AIMPolicy
    private var commands = SSICommands()
    private var buffer = FrameBuffer<257>()
    private var heard = Instant(nanoseconds: 0)

    private var code = SSICode()
    /// The bytes of the packets of the code that has begun.
    private var codeBytes: UInt64 = 0
    private var codeHeard = Instant(nanoseconds: 0)
    private var isResent = false
    private var lastPart: [UInt8] = []
    /// A part of a code was refused: the parts that go on with it, in packets of this kind, are dropped.
    private var discarded: SSIPacket.Opcode?
    /// The code that was taken last, and the packet that ended it.
    private var lastCode: (bytes: [UInt8], end: [UInt8], at: Instant)?

    private var refusals = 0
    private var identified = false
    /// Bytes are being dropped, and a fault has already said so.
    private var dropping = false

    /// A driver that has seen nothing.
    public init(aim: AIMPolicy = .optional) {
        self.aim = aim
    }

    /// Known of a decoder that has answered its question for a sign of life.
    public var silenceLimit: Duration? { commands.silenceLimit }

    /// When half a packet or half a code is given up, a command repeated, or a sign of life wanted.
    public var deadline: Instant? {
        var first = commands.deadline
        if !buffer.isEmpty { first = min(first ?? heard + Self.packetGap, heard + Self.packetGap) }
        if !code.isEmpty { first = min(first ?? codeHeard + Self.codeGap, codeHeard + Self.codeGap) }
        return first
    }

    /// The transport was opened: enables scanning, and asks for the revision.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        if !code.isEmpty { refuseCode(.truncated, emit) }
        lastCode = nil
        lastPart = []
        discarded = nil
        refusals = 0
        dropping = false
        identified = false
        heard = now
        commands.start(at: now, emit)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        if !buffer.isEmpty, now - heard >= Self.packetGap { abandonPacket(at: now, emit) }
        if !code.isEmpty, now - codeHeard >= Self.codeGap { abandonCode(at: now, emit) }
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices {
            buffer.append(bytes[index])
            advance(at: now, emit)
        }
    }

    /// Time passed.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if !buffer.isEmpty, now - heard >= Self.packetGap { abandonPacket(at: now, emit) }
        if !code.isEmpty, now - codeHeard >= Self.codeGap { abandonCode(at: now, emit) }
        guard commands.tick(at: now, emit) else { return }
        // When it is back, it proves itself anew.
        identified = false
        fault(.timeout, emit)
    }

    /// All of them, once the driver was started. What the decoder says to it is told by faults.
    public mutating func request(
        _ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        let command: SSICommands.Command =
            switch request {
            case .trigger: .trigger
            case .triggerOff: .triggerOff
            case .beep: .beep
            case .heartbeat: .revision
            }
        return commands.ask(command, at: now, emit)
    }

    // MARK: Packets

    /// Takes or drops what the newest byte decided; what stays is the beginning of a packet.
    private mutating func advance(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !buffer.isEmpty {
            guard beginsLikePacket else {
                drop(.noise, emit)
                continue
            }
            let length = Int(buffer[0])
            guard buffer.count >= length + SSIPacket.checksumLength else { return }
            var sum: UInt16 = 0
            for offset in 0..<length { sum &+= UInt16(buffer[offset]) }
            let check = UInt16(buffer[length]) << 8 | UInt16(buffer[length + 1])
            if sum &+ check == 0 {
                takePacket(length, at: now, emit)
            } else {
                refusePacket(emit)
            }
        }
    }

    private var beginsLikePacket: Bool {
        guard buffer[0] >= SSIPacket.headerLength else { return false }
        guard buffer.count > 1 else { return true }
        guard let opcode = SSIPacket.Opcode(rawValue: buffer[1]), opcode.isFromDecoder else { return false }
        return buffer.count <= 2 || buffer[2] == 0 || opcode == .segment && buffer[2] == SSIPacket.firstSegment
    }

    private mutating func takePacket(_ length: Int, at now: Instant, _ emit: (DriverEvent) -> Void) {
        let opcode = SSIPacket.Opcode(rawValue: buffer[1])
        let status = buffer[3]
        let data = (SSIPacket.headerLength..<length).map { buffer[$0] }
        let size = UInt64(length + SSIPacket.checksumLength)
        buffer.removeFirst(length + SSIPacket.checksumLength)
        counters.frames += 1
        refusals = 0
        dropping = false
        if !identified {
            identified = true
            emit(.identified)
        }
        commands.heard(at: now)
        switch opcode {
        case .decodeData: takeCode(data, status: status, size: size, at: now, emit)
        case .segment:
            takeSegment(data, status: status, isShort: length < 0xFF, size: size, at: now, emit)
        default:
            counters.takenBytes += size
            takeAnswer(opcode, data, at: now, emit)
        }
    }

    private mutating func takeAnswer(
        _ opcode: SSIPacket.Opcode?, _ data: [UInt8], at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        switch opcode {
        case .acknowledge: commands.answered(.acknowledge, at: now, emit)
        case .replyRevision:
            let text = data.filter { (0x20..<0x7F).contains($0) }
            if !text.isEmpty { emit(.fact(DeviceFact(.firmware, String(decoding: text, as: UTF8.self)))) }
            commands.answered(.replyRevision, at: now, emit)
        case .refuse:
            if let kind = commands.refused(data.first.flatMap(SSIPacket.Cause.init), at: now, emit) {
                fault(kind, emit)
            }
        case .event, .parameters, .management: answer(.acknowledge, emit)
        default: break
        }
    }

    private mutating func refusePacket(_ emit: (DriverEvent) -> Void) {
        counters.checksumFailures += 1
        if !dropping, refusals < Self.mostRefusals {
            refusals += 1
            answer(.refuse, data: [SSIPacket.Cause.resend.rawValue], emit)
        }
        emit(.fault(.checksum))
        dropping = true
        drop(.checksum, emit)
    }

    /// Drops the oldest byte. A run of dropped bytes is one fault, not one per byte.
    private mutating func drop(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        buffer.removeFirst(1)
        counters.droppedBytes += 1
        guard !dropping else { return }
        dropping = true
        fault(kind, emit)
    }

    /// The packet that seemed to begin has no end. Another one may have begun inside it.
    private mutating func abandonPacket(at now: Instant, _ emit: (DriverEvent) -> Void) {
        while !buffer.isEmpty {
            drop(.truncated, emit)
            advance(at: now, emit)
        }
        dropping = false
    }

    // MARK: Codes

    private mutating func takeCode(
        _ data: [UInt8], status: UInt8, size: UInt64, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        let isContinued = status & SSIPacket.continued != 0
        let isRepeated = status & SSIPacket.retransmitted != 0
        if isDiscarded(.decodeData, size, at: now) {
            if !isContinued { discarded = nil }
            return answer(.acknowledge, emit)
        }
        if isRepeated, !code.isEmpty, data == lastPart {
            // Our acknowledgement of this part was lost.
            return answer(.acknowledge, emit)
        }
        if isRepeated, !isContinued, code.isEmpty, isEnd(data, at: now) {
            // Our acknowledgement of the end was lost. Alone it would look like a code of its own.
            counters.takenBytes += codeBytes
            forgetCode()
            return answer(.acknowledge, emit)
        }
        if code.hasSegments { abandonCode(keeping: size, emit) }
        isResent = isResent || isRepeated
        lastPart = data
        answer(.acknowledge, emit)
        do throws(WireFault) {
            try code.append(data)
            if !isContinued { finishCode(at: now, emit) }
        } catch {
            if isContinued { discarded = .decodeData }
            refuseCode(error, emit)
        }
    }

    private mutating func takeSegment(
        _ data: [UInt8], status: UInt8, isShort: Bool, size: UInt64, at now: Instant, _ emit: (DriverEvent) -> Void
    ) {
        let isFirst = data.first == 0
        let isRepeated = status & SSIPacket.retransmitted != 0
        if isFirst { discarded = nil }
        if isDiscarded(.segment, size, at: now) { return answer(.acknowledge, emit) }
        if isRepeated, !isFirst, code.isEmpty, data == lastPart {
            // Our acknowledgement of the last segment was lost; the code was taken.
            counters.takenBytes += codeBytes
            codeBytes = 0
            return answer(.acknowledge, emit)
        }
        if !code.isEmpty, !code.hasSegments || isFirst && data != lastPart { abandonCode(keeping: size, emit) }
        isResent = isResent || isRepeated
        lastPart = data
        do throws(WireFault) {
            let isWhole = try code.append(segment: data, isShort: isShort)
            answer(isWhole ? .acknowledge : .segmentAcknowledge, emit)
            if isWhole { finishCode(at: now, emit) }
        } catch {
            answer(.acknowledge, emit)
            discarded = .segment
            refuseCode(error, emit)
        }
    }

    /// Whether `data` ended the code that was taken last, and may still come again.
    private func isEnd(_ data: [UInt8], at now: Instant) -> Bool {
        lastCode.map { $0.end == data && now - $0.at < Self.resendWindow } ?? false
    }

    /// Counts a packet of a code. Returns whether it goes on with a code that was refused.
    private mutating func isDiscarded(_ opcode: SSIPacket.Opcode, _ size: UInt64, at now: Instant) -> Bool {
        if discarded != opcode || now - codeHeard >= Self.codeGap { discarded = nil }
        codeHeard = now
        if discarded == nil { codeBytes += size } else { counters.droppedBytes += size }
        return discarded != nil
    }

    private mutating func finishCode(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let text = code.text else { return refuseCode(.truncated, emit) }
        let isKnown = isResent && lastCode.map { $0.bytes == code.bytes && now - $0.at < Self.resendWindow } ?? false
        do throws(WireFault) {
            guard let scan = try ScanText.scan(of: text, aim: aim) else { throw .truncated }
            counters.takenBytes += codeBytes
            counters.controlBytes += isKnown ? 0 : ScanText.controls(in: scan.bytes)
            lastCode = (code.bytes, lastPart, now)
            forgetCode()
            if !isKnown { emit(.scan(scan)) }
        } catch {
            refuseCode(error, emit)
        }
    }

    /// The rest of the code did not come. One whose length leaves it open whether a byte is missing is whole.
    private mutating func abandonCode(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if code.hasSegments, code.text != nil { finishCode(at: now, emit) } else { refuseCode(.truncated, emit) }
    }

    /// Another code begins with the packet of `size` bytes: the one before it has no end.
    private mutating func abandonCode(keeping size: UInt64, _ emit: (DriverEvent) -> Void) {
        codeBytes -= size
        refuseCode(.truncated, emit)
        codeBytes = size
    }

    private mutating func refuseCode(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += codeBytes
        forgetCode()
        fault(kind, emit)
    }

    private mutating func forgetCode() {
        code.removeAll()
        codeBytes = 0
        isResent = false
    }

    private func answer(_ opcode: SSIPacket.Opcode, data: [UInt8] = [], _ emit: (DriverEvent) -> Void) {
        if commands.isActive { emit(.transmit(SSIPacket.make(opcode, data: data))) }
    }

    private mutating func fault(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(kind))
    }
}
