/// A code scanner that sends lines: USB CDC or RS-232, any maker, one code per line.
///
/// A line ends with a terminator, or with an idle gap where the scanner sends none. CR, LF and NUL are framing at both
/// ends of a line; an empty line is nothing, so that a CR LF that is split over two reads is one end. A line of more
/// than 4096 bytes is dropped whole, as it comes, in constant memory.
///
/// Where the site says which commands the scanner understands, it is also spoken to (`ScannerDialogue`), and its answers
/// are taken out of the stream of codes, to which they may be glued.
public struct SerialLine: Driver {
    /// The longest code, in bytes, without its framing: the bound of the code readers.
    public static let longestText = 4096
    /// Silence that ends a line of a scanner without terminator: the value that WebSerialBarcodeScanner uses.
    public static let defaultIdleGap = Duration.milliseconds(300)
    /// Silence inside a line with a terminator after which the rest will not come. A scanner sends a code in one go
    /// (4 s for 4096 bytes at 9600 baud, without pauses); half a line must not be glued to the next person's code.
    public static let lineGap = Duration.seconds(2)

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private let terminators: LineTerminators
    private let aim: AIMPolicy
    private let gap: Duration

    private var line: [UInt8] = []
    private var heard = Instant(nanoseconds: 0)
    private var identified = false
    /// The line is too long: its bytes are dropped until it ends.
    private var discarding = false
    private var previous: UInt8 = 0
    private var dialogue: ScannerDialogue?
    /// Bytes that may be an answer to a command; empty where there are no commands.
    private var held: [UInt8] = []
    /// A code has come in a frame: what comes outside frames is no code.
    private var framed = false

    /// A driver that has seen nothing. `idleGap` counts only where there is no terminator; `profile` is the mode of a
    /// GM65 (`manual`, `command`, `continuous`, `induction`), which is left alone without it.
    public init(
        terminators: LineTerminators = .newline, aim: AIMPolicy = .optional,
        idleGap: Duration = Self.defaultIdleGap, commands: ScannerCommands = .none, profile: String? = nil
    ) {
        dialogue = commands.dialect(profile: profile).map(ScannerDialogue.init)
        self.terminators = terminators
        self.aim = aim
        self.gap = terminators.isEmpty ? idleGap : Self.lineGap
        line.reserveCapacity(Self.capacity)
    }

    /// When the line that has begun ends by silence, or a command is due; `nil` when nothing is.
    public var deadline: Instant? {
        guard let line = lineDeadline, let command = dialogue?.deadline else {
            return lineDeadline ?? dialogue?.deadline
        }
        return min(line, command)
    }

    /// Known of a scanner that has answered its question for a sign of life.
    public var silenceLimit: Duration? { dialogue?.silenceLimit }

    private var lineDeadline: Instant? {
        line.isEmpty && held.isEmpty && !discarding ? nil : heard + gap
    }

    /// The transport was opened. A scanner is asked nothing unless its commands are known.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(line.count + held.count)
        line.removeAll(keepingCapacity: true)
        held.removeAll(keepingCapacity: true)
        discarding = false
        framed = false
        identified = false
        previous = 0
        heard = now
        dialogue?.start(at: now, emit)
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        endSilence(at: now, emit)
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        if dialogue == nil {
            for index in bytes.indices { accept(bytes[index], emit) }
        } else {
            for index in bytes.indices { sift(bytes[index], at: now, emit) }
        }
    }

    /// Silence ends a line without terminator, and drops half a line; a command that is not answered is repeated.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        endSilence(at: now, emit)
        guard dialogue?.tick(at: now, emit) == true else { return }
        // When it is back, it proves itself anew.
        identified = false
        fault(.timeout, emit)
    }

    /// What the scanner's commands can do, once it was started.
    public mutating func request(
        _ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        dialogue?.ask(request, at: now, emit) ?? false
    }

    private mutating func endSilence(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let deadline = lineDeadline, now >= deadline else { return }
        endHeld(emit)
        previous = 0
        if discarding {
            discarding = false
        } else if line.isEmpty {
            return
        } else if terminators.isEmpty {
            endLine(framing: 0, emit)
        } else {
            refuseLine(.truncated, emit)
        }
    }

    /// The longest text, its AIM identifier, and the CR of a CR LF whose LF has not come yet.
    private static let capacity = longestText + AIMIdentifier.length + 1

    private mutating func accept(_ byte: UInt8, _ emit: (DriverEvent) -> Void) {
        let before = previous
        previous = byte
        if isTerminator(byte, after: before) {
            if discarding {
                counters.droppedBytes += 1
                discarding = false
            } else {
                endLine(framing: 1, emit)
            }
        } else if discarding {
            counters.droppedBytes += 1
        } else if line.isEmpty, Self.isFraming(byte) {
            counters.takenBytes += 1
        } else if line.count == Self.capacity {
            counters.droppedBytes += 1
            discarding = true
            refuseLine(.oversize, emit)
        } else {
            line.append(byte)
        }
    }

    private func isTerminator(_ byte: UInt8, after before: UInt8) -> Bool {
        switch byte {
        case Self.carriageReturn: terminators.contains(.cr)
        case Self.lineFeed:
            terminators.contains(.lf) || (terminators.contains(.crlf) && before == Self.carriageReturn)
        case Self.horizontalTab: terminators.contains(.tab)
        default: false
        }
    }

    /// The line is whole; `framing` bytes ended it that are not in it.
    private mutating func endLine(framing: Int, _ emit: (DriverEvent) -> Void) {
        counters.takenBytes += UInt64(framing)
        do throws(WireFault) {
            let scan = try ScanText.scan(of: line, aim: aim)
            if scan != nil, framed || dialogue?.dialect.isFragment(line) == true { throw .noise }
            counters.takenBytes += UInt64(line.count)
            line.removeAll(keepingCapacity: true)
            if let scan { take(scan, emit) }
        } catch {
            refuseLine(error, emit)
        }
    }

    private mutating func take(_ scan: Scan, _ emit: (DriverEvent) -> Void) {
        counters.frames += 1
        counters.controlBytes += ScanText.controls(in: scan.bytes)
        dialogue?.heard(at: heard)
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.scan(scan))
    }

    private mutating func refuseLine(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(line.count)
        line.removeAll(keepingCapacity: true)
        fault(kind, emit)
    }

    private mutating func fault(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(kind))
    }

    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A
    private static let horizontalTab: UInt8 = 0x09

    /// What may stand around a code without being part of it.
    private static func isFraming(_ byte: UInt8) -> Bool {
        byte == carriageReturn || byte == lineFeed || byte == 0
    }

    // MARK: Answers among codes

    /// Takes answers out of the stream; all else goes on to the line.
    private mutating func sift(_ byte: UInt8, at now: Instant, _ emit: (DriverEvent) -> Void) {
        held.append(byte)
        while !held.isEmpty, let dialect = dialogue?.dialect {
            switch dialect.match(held, atLineStart: line.isEmpty && !discarding) {
            case .none: accept(held.removeFirst(), emit)
            case .possible, .partial: return
            case .whole(let length, let answer):
                held.removeFirst(length)
                counters.takenBytes += UInt64(length)
                takeAnswer(answer, at: now, emit)
            case .broken(let kind, let header): breakHeld(kind, header: header, emit)
            }
        }
    }

    private mutating func takeAnswer(_ answer: ScannerAnswer, at now: Instant, _ emit: (DriverEvent) -> Void) {
        if case .code(let text, let identifier) = answer {
            framed = dialogue?.dialect.framesCodes ?? false
            let code = ScanText.trimmed(text)
            guard !code.isEmpty, code.count <= Self.longestText else {
                return fault(code.isEmpty ? .truncated : .oversize, emit)
            }
            return take(Scan(bytes: code, aim: aim == .off ? nil : identifier), emit)
        }
        counters.frames += 1
        dialogue?.heard(at: now)
        if !identified {
            identified = true
            emit(.identified)
        }
        if let kind = dialogue?.answered(answer, at: now, emit) { fault(kind, emit) }
    }

    /// What began as an answer is none: the code that it may have been glued to is not to be believed either.
    private mutating func breakHeld(_ kind: WireFault, header: Int, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(header)
        refuseLine(kind, emit)
        discarding = true
        let bytes = held
        held.removeAll(keepingCapacity: true)
        for byte in bytes[header...] { accept(byte, emit) }
    }

    /// Silence: what may have become an answer was text; half an answer is nothing.
    private mutating func endHeld(_ emit: (DriverEvent) -> Void) {
        guard let dialect = dialogue?.dialect else { return }
        while !held.isEmpty {
            if dialect.match(held, atLineStart: line.isEmpty && !discarding) == .partial {
                counters.droppedBytes += UInt64(held.count)
                held.removeAll(keepingCapacity: true)
                return refuseLine(.truncated, emit)
            }
            accept(held.removeFirst(), emit)
        }
    }
}
