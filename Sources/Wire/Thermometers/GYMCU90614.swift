/// GY-MCU90614 and GY-MCU90615: a free-running infrared thermometer module on a serial line.
///
/// The module sends 10 to 14 frames a second at 9600 8N1 (some sellers set 115200 and silence):
/// `5A 5A 45 04 TOh TOl TAh TAl sum`, temperatures big-endian in 0.01 °C, the sum of the eight bytes before it in the
/// low byte. Commands are `A5`, an operation, and the low byte of their sum. Sources: the sellers' protocol pages
/// (as99shop.com product 363, planet-gates.com, mikroelektronik.hu 122012), which agree; all sums were recomputed.
///
/// * The payload may contain the header, and eight bits of sum are weak: after a frame that does not fit, the driver
///   advances one byte. It never looks for `5A` alone.
/// * Some units send a tenth byte, their device id 01 to 15 hex, after the sum. It is taken, and means nothing here.
/// * No source says whether the words are signed. Two's complement is an **assumption**; it contradicts nothing,
///   because the unsigned meaning (above 327.67 °C) of a frozen sensor's word lies outside the chip's range.
public struct GYMCU90614: Driver {
    /// Asks for continuous output until the module loses power. One that already streams does not mind.
    public static let continuous: [UInt8] = [0xA5, 0x45, 0xEA]
    /// Asks for one frame.
    public static let query: [UInt8] = [0xA5, 0x15, 0xBA]

    /// Object temperatures that the chip can mean: −70 to 380 °C (MLX90614 datasheet, factory range).
    public static let objectRange = Temperature(hundredths: -7000)...Temperature(hundredths: 38000)
    /// Ambient temperatures that the chip can mean: −40 to 125 °C (MLX90614 datasheet, factory range).
    public static let ambientRange = Temperature(hundredths: -4000)...Temperature(hundredths: 12500)

    /// A frame takes 9.4 ms at 9600 baud. A pause this long inside it means that its end is lost; joined to later bytes
    /// it could pass for a new sample with old values. Half a second forgives any stall of a USB hub.
    public static let frameGap = Duration.milliseconds(500)
    /// Silence after which the module is asked again for continuous output: twenty frames at 10 Hz. It may have lost
    /// power behind a converter that did not.
    public static let silence = Duration.seconds(2)
    /// The longest pause between two such requests: the module may be absent for months, and be back within a minute.
    public static let longestSilence = Duration.seconds(60)

    static let frameLength = 9
    private static let header: [4 of UInt8] = [0x5A, 0x5A, 0x45, 0x04]
    private static let deviceIDs: ClosedRange<UInt8> = 0x01...0x15

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private var buffer = FrameBuffer<9>()
    private var heard = Instant(nanoseconds: 0)
    private var nextRequest: Instant?
    private var requestPause = Self.silence
    private var identified = false
    /// The byte before this one ended a frame, so that a device id may follow.
    private var afterFrame = false
    /// Bytes are being dropped, and a fault has already said so.
    private var dropping = false

    /// A driver that has seen nothing.
    public init() {}

    /// When the frame that has begun is given up, or else when the module is asked again if it is still silent.
    public var deadline: Instant? {
        buffer.isEmpty ? nextRequest : heard + Self.frameGap
    }

    /// The transport was opened: asks for continuous output.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        afterFrame = false
        dropping = false
        identified = false
        heard = now
        requestPause = Self.silence
        nextRequest = now + requestPause
        emit(.transmit(Self.continuous))
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        if !buffer.isEmpty, now - heard >= Self.frameGap { abandonFrame(emit) }
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices {
            buffer.append(bytes[index])
            advance(emit)
        }
    }

    /// Silence drops half a frame, and asks a module that sends nothing.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if !buffer.isEmpty, now - heard >= Self.frameGap { abandonFrame(emit) }
        guard let request = nextRequest, now >= request else { return }
        // Looked at only when it is due, so that a frame does not re-arm a timer.
        if now - heard >= Self.silence {
            emit(.transmit(Self.continuous))
            requestPause = min(requestPause * 2, Self.longestSilence)
            nextRequest = now + requestPause
        } else {
            requestPause = Self.silence
            nextRequest = heard + Self.silence
        }
    }

    /// Takes or drops what the newest byte decided; what stays is the beginning of a frame.
    private mutating func advance(_ emit: (DriverEvent) -> Void) {
        while !buffer.isEmpty {
            if afterFrame {
                afterFrame = false
                if Self.deviceIDs.contains(buffer[0]) {
                    take(1)
                    continue
                }
            }
            guard beginsLikeFrame else {
                drop(emit)
                continue
            }
            guard buffer.count == Self.frameLength else { return }
            if buffer.sum8(first: Self.frameLength - 1) == buffer[Self.frameLength - 1] {
                takeFrame(emit)
            } else {
                counters.checksumFailures += 1
                dropping = true
                emit(.fault(.checksum))
                drop(emit)
            }
        }
    }

    private var beginsLikeFrame: Bool {
        for offset in 0..<min(buffer.count, Self.header.count) where buffer[offset] != Self.header[offset] {
            return false
        }
        return true
    }

    private mutating func takeFrame(_ emit: (DriverEvent) -> Void) {
        let object = Temperature(hundredths: Int32(buffer.int16(at: 4)))
        let ambient = Temperature(hundredths: Int32(buffer.int16(at: 6)))
        take(Self.frameLength)
        counters.frames += 1
        afterFrame = true
        dropping = false
        if requestPause > Self.silence, nextRequest != nil {
            // It is back: the next silence is noticed as soon as the first one was.
            requestPause = Self.silence
            nextRequest = heard + Self.silence
        }
        guard Self.objectRange.contains(object), Self.ambientRange.contains(ambient) else {
            counters.faults += 1
            emit(.fault(.value))
            return
        }
        if !identified {
            identified = true
            emit(.identified)
        }
        emit(.sample(Sample(object: object, ambient: ambient)))
    }

    private mutating func take(_ number: Int) {
        buffer.removeFirst(number)
        counters.takenBytes += UInt64(number)
    }

    /// Drops the oldest byte. A run of dropped bytes is one fault, not one per byte.
    private mutating func drop(_ emit: (DriverEvent) -> Void) {
        buffer.removeFirst(1)
        counters.droppedBytes += 1
        guard !dropping else { return }
        dropping = true
        counters.faults += 1
        emit(.fault(.noise))
    }

    private mutating func abandonFrame(_ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        dropping = false
        counters.faults += 1
        emit(.fault(.truncated))
    }
}
