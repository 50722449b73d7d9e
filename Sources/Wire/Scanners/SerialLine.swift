/// A code scanner that sends lines: USB CDC or RS-232, any maker, one code per line.
///
/// A line ends with a terminator, or with an idle gap where the scanner sends none. CR, LF and NUL are framing at both
/// ends of a line; an empty line is nothing, so that a CR LF that is split over two reads is one end. A line of more
/// than 4096 bytes is dropped whole, as it comes, in constant memory.
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

    /// A driver that has seen nothing. `idleGap` counts only where there is no terminator.
    public init(
        terminators: LineTerminators = .newline, aim: AIMPolicy = .optional,
        idleGap: Duration = Self.defaultIdleGap
    ) {
        self.terminators = terminators
        self.aim = aim
        self.gap = terminators.isEmpty ? idleGap : Self.lineGap
        line.reserveCapacity(Self.capacity)
    }

    /// When the line that has begun ends by silence; `nil` between lines.
    public var deadline: Instant? {
        line.isEmpty && !discarding ? nil : heard + gap
    }

    /// The transport was opened. A scanner is asked nothing.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(line.count)
        line.removeAll(keepingCapacity: true)
        discarding = false
        identified = false
        previous = 0
        heard = now
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        tick(at: now, emit)
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices { accept(bytes[index], emit) }
    }

    /// Silence ends a line without terminator, and drops half a line.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let deadline, now >= deadline else { return }
        previous = 0
        if discarding {
            discarding = false
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
        var end = line.count
        while end > 0, Self.isFraming(line[end - 1]) { end -= 1 }
        guard end > 0 else {
            counters.takenBytes += UInt64(line.count)
            line.removeAll(keepingCapacity: true)
            return
        }
        let identifier = aim == .off ? nil : AIMIdentifier.leading(line)
        let begin = identifier == nil ? 0 : AIMIdentifier.length
        if identifier == nil, aim == .required { return refuseLine(.mode, emit) }
        if begin >= end { return refuseLine(.truncated, emit) }
        if end - begin > Self.longestText { return refuseLine(.oversize, emit) }

        let text = Array(line[begin..<end])
        counters.frames += 1
        counters.takenBytes += UInt64(line.count)
        counters.controlBytes += UInt64(text.count { $0 < 0x20 || $0 == 0x7F })
        line.removeAll(keepingCapacity: true)
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.scan(Scan(bytes: text, aim: identifier)))
    }

    private mutating func refuseLine(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(line.count)
        counters.faults += 1
        line.removeAll(keepingCapacity: true)
        emit(.fault(fault))
    }

    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A
    private static let horizontalTab: UInt8 = 0x09

    /// What may stand around a code without being part of it.
    private static func isFraming(_ byte: UInt8) -> Bool {
        byte == carriageReturn || byte == lineFeed || byte == 0
    }
}
