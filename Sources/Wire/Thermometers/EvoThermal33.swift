/// Terabee Evo Thermal 33: an array of 32 × 32 pixels on a USB serial port, some seven frames a second.
///
/// A frame has 2070 bytes: `0D 00`, then 1034 little-endian words: 1024 pixels, the sensor's own temperature, seven
/// words of padding, and CRC-32/MPEG-2 over the 2064 bytes after the header, its high half first. Temperatures are in
/// tenths of a kelvin. On USB nothing is sent before the command `00 52 02 01 DF`, which must come in one write; it is
/// answered, between two frames, by `14`, a byte of unknown meaning, `00` (done) or `FF` (refused), and CRC-8 of the
/// three. Sources: the maker's sample code, which many public projects carry, and the manual, p. 15.
///
/// * The header is not unique. Whether a frame ends at a byte is decided by its check, which is known at every byte
///   (`SlidingMPEG2`), so that no stream, however hostile, costs more than a fixed price per byte.
/// * The object of a sample is the hottest pixel. A frame with a pixel that no such sensor can mean is a fault, not a
///   sample of its other pixels: which pixel would have been the hottest is not known.
public struct EvoThermal33: Driver {
    /// Begins the stream on USB.
    public static let activate: [UInt8] = [0x00, 0x52, 0x02, 0x01, 0xDF]
    /// Ends the stream on USB.
    public static let deactivate: [UInt8] = [0x00, 0x52, 0x02, 0x00, 0xD8]

    /// Pixels that the array can mean: 200 to 1000 K. Generous, because no source at hand gives the limits; it tells a
    /// pixel that is dead or was never filled (0000, FFFF) from one that is cold or hot.
    public static let plausiblePixels: ClosedRange<UInt16> = 2000...10000
    /// Temperatures of the sensor itself that it can mean: 233.1 to 398.1 K (−40 to 125 °C), as for the other chips.
    public static let plausibleAmbient: ClosedRange<UInt16> = 2331...3981

    /// A pause inside a frame after which its end will not come: a frame takes 180 ms at 115200 baud and is sent in one
    /// go; half a second forgives any stall of a USB hub.
    public static let frameGap = Duration.milliseconds(500)
    /// Silence after which the sensor is activated again: fourteen frames. It may have lost power.
    public static let silence = Duration.seconds(2)
    /// The longest pause between two such commands: the sensor may be absent for months, and be back within a minute.
    public static let longestSilence = Duration.seconds(60)

    static let frameLength = 2070
    static let pixels = ThermalImage.side * ThermalImage.side
    /// The bytes that the check covers.
    static let checkedLength = 2064
    private static let checkLength = 4
    private static let ackLength = 4
    private static let header: UInt8 = 0x0D
    private static let ackHeader: UInt8 = 0x14
    private static let done: UInt8 = 0x00
    private static let refused: UInt8 = 0xFF

    /// Made once for all drivers.
    private static let emptyCheck = SlidingMPEG2(window: Self.checkedLength)

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    /// The last bytes of the stream, as many as a frame has, also those that were taken or dropped already.
    private var ring = [UInt8](repeating: 0, count: Self.frameLength)
    /// Where the next byte goes.
    private var place = 0
    /// How many of the last bytes are neither taken nor dropped.
    private var pending = 0
    private var check = Self.emptyCheck
    private var latest = ThermalImage()
    private var hasImage = false
    private var heard = Instant(nanoseconds: 0)
    private var heardFrame = Instant(nanoseconds: 0)
    private var nextRequest: Instant?
    private var requestPause = Self.silence
    private var identified = false
    /// Bytes are being dropped, and a fault has already said so.
    private var dropping = false

    /// A driver that has seen nothing.
    public init() {}

    /// The last image whose check was right and whose pixels were plausible; `nil` before the first. The driver writes
    /// the next image over it, unless somebody keeps a copy.
    public var image: ThermalImage? { hasImage ? latest : nil }

    /// When the frame that has begun is given up, or else when the sensor is activated again if it is still silent.
    public var deadline: Instant? {
        guard pending > 0 else { return nextRequest }
        let gap = heard + Self.frameGap
        return nextRequest.map { min($0, gap) } ?? gap
    }

    /// The transport was opened: activates the stream.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.droppedBytes += UInt64(pending)
        pending = 0
        dropping = false
        identified = false
        hasImage = false
        heard = now
        heardFrame = now
        requestPause = Self.silence
        nextRequest = now + requestPause
        emit(.transmit(Self.activate))
    }

    /// Bytes arrived, in any split.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        abandonIfLate(at: now, emit)
        heard = now
        counters.receivedBytes += UInt64(bytes.count)
        for index in bytes.indices {
            append(bytes[index])
            advance(emit)
        }
    }

    /// Silence drops half a frame, and activates a sensor that sends nothing.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        abandonIfLate(at: now, emit)
        guard let request = nextRequest, now >= request else { return }
        // Looked at only when it is due, so that a frame does not re-arm a timer.
        if now - heardFrame >= Self.silence {
            fault(.timeout, emit)
            emit(.transmit(Self.activate))
            requestPause = min(requestPause * 2, Self.longestSilence)
            nextRequest = now + requestPause
        } else {
            requestPause = Self.silence
            nextRequest = heardFrame + Self.silence
        }
    }

    private mutating func append(_ byte: UInt8) {
        // The byte that stands where the check of a frame would begin has become the last of the checked ones.
        check.slide(in: recent(Self.checkLength), out: recent(Self.checkLength + Self.checkedLength))
        ring[place] = byte
        place = place + 1 < ring.count ? place + 1 : 0
        pending += 1
    }

    /// The byte that arrived `age` bytes ago; 1 is the newest.
    private func recent(_ age: Int) -> UInt8 {
        ring[place >= age ? place - age : place - age + ring.count]
    }

    /// The byte `offset` after the oldest that is pending.
    private func byte(_ offset: Int) -> UInt8 { recent(pending - offset) }

    private func word(_ offset: Int) -> UInt16 { UInt16(byte(offset)) | UInt16(byte(offset + 1)) << 8 }

    /// Takes or drops what the newest byte decided; what stays is the beginning of a frame or of an answer.
    private mutating func advance(_ emit: (DriverEvent) -> Void) {
        while pending > 0 {
            switch byte(0) {
            case Self.header where pending == 1 || byte(1) == 0:
                guard pending == Self.frameLength else { return }
                if check.value == UInt32(word(2066)) << 16 | UInt32(word(2068)) {
                    takeFrame(emit)
                } else {
                    refuseCheck(emit)
                }
            case Self.ackHeader where pending < 3 || byte(2) == Self.done || byte(2) == Self.refused:
                guard pending >= Self.ackLength else { return }
                if answerCheck == byte(3) { takeAnswer(emit) } else { drop(emit) }
            default: drop(emit)
            }
        }
    }

    private var answerCheck: UInt8 {
        var crc = CRC.SMBus()
        for offset in 0..<(Self.ackLength - 1) { crc.add(byte(offset)) }
        return crc.value
    }

    private mutating func takeFrame(_ emit: (DriverEvent) -> Void) {
        var hottest: UInt16 = 0
        var coldest = UInt16.max
        for index in 0..<Self.pixels {
            let pixel = word(2 + 2 * index)
            hottest = max(hottest, pixel)
            coldest = min(coldest, pixel)
        }
        let ambient = word(2 + 2 * Self.pixels)
        let isPlausible =
            Self.plausiblePixels.contains(coldest) && Self.plausiblePixels.contains(hottest)
            && Self.plausibleAmbient.contains(ambient)
        if isPlausible {
            for index in 0..<Self.pixels { latest.deciKelvin[index] = word(2 + 2 * index) }
            hasImage = true
        }
        take(Self.frameLength)
        counters.frames += 1
        heardFrame = heard
        if requestPause > Self.silence, nextRequest != nil {
            // It is back: the next silence is noticed as soon as the first one was.
            requestPause = Self.silence
            nextRequest = heardFrame + Self.silence
        }
        guard isPlausible else { return fault(.value, emit) }
        identify(emit)
        emit(.sample(Sample(object: Temperature(deciKelvin: hottest), ambient: Temperature(deciKelvin: ambient))))
    }

    private mutating func takeAnswer(_ emit: (DriverEvent) -> Void) {
        let isRefusal = byte(2) == Self.refused
        take(Self.ackLength)
        if isRefusal { fault(.device, emit) } else { identify(emit) }
    }

    private mutating func identify(_ emit: (DriverEvent) -> Void) {
        guard !identified else { return }
        identified = true
        emit(.identified)
    }

    private mutating func take(_ number: Int) {
        pending -= number
        counters.takenBytes += UInt64(number)
        dropping = false
    }

    private mutating func refuseCheck(_ emit: (DriverEvent) -> Void) {
        counters.checksumFailures += 1
        if !dropping { emit(.fault(.checksum)) }
        dropping = true
        drop(emit)
    }

    /// Drops the oldest byte. A run of dropped bytes is one fault, not one per byte.
    private mutating func drop(_ emit: (DriverEvent) -> Void) {
        pending -= 1
        counters.droppedBytes += 1
        guard !dropping else { return }
        dropping = true
        fault(.noise, emit)
    }

    private mutating func abandonIfLate(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard pending > 0, now - heard >= Self.frameGap else { return }
        counters.droppedBytes += UInt64(pending)
        pending = 0
        dropping = false
        fault(.truncated, emit)
    }

    private mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }
}
