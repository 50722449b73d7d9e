/// The frame that begins on a stream, and the account of every byte of it: what small framed protocols have in common.
///
/// A driver appends one byte at a time, looks at the front, and takes or drops from it. Bytes that belong to no frame
/// are one fault per run, not one per byte.
struct FrameStream<let capacity: Int> {
    /// A pause inside a frame after which its end will not come. Frames of these devices take some ten milliseconds
    /// at 9600 baud; half a second forgives any stall of a USB hub. Joined to later bytes, half a frame could pass for
    /// a new sample with old values.
    static var gap: Duration { .milliseconds(500) }

    /// The bytes since the last that were taken or dropped, oldest first.
    private(set) var buffer = FrameBuffer<capacity>()
    /// What became of all bytes.
    private(set) var counters = DriverCounters()
    private var heard = Instant(nanoseconds: 0)
    /// Bytes are being dropped, and a fault has already said so.
    private var dropping = false

    /// When the frame that has begun is given up.
    var deadline: Instant? { buffer.isEmpty ? nil : heard + Self.gap }

    /// Forgets the bytes of an older transport.
    mutating func reset(at now: Instant) {
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        dropping = false
        heard = now
    }

    /// `number` bytes arrived, which will be appended one by one.
    mutating func hear(_ number: Int, at now: Instant, _ emit: (DriverEvent) -> Void) {
        abandonIfLate(at: now, emit)
        heard = now
        counters.receivedBytes += UInt64(number)
    }

    mutating func append(_ byte: UInt8) {
        buffer.append(byte)
    }

    /// Takes a frame of `length` bytes off the front.
    mutating func takeFrame(_ length: Int) {
        buffer.removeFirst(length)
        counters.takenBytes += UInt64(length)
        counters.frames += 1
        dropping = false
    }

    /// Drops the byte at the front.
    mutating func drop(_ emit: (DriverEvent) -> Void) {
        drop(1, emit)
    }

    /// Drops `number` bytes off the front.
    mutating func drop(_ number: Int, _ emit: (DriverEvent) -> Void) {
        buffer.removeFirst(number)
        counters.droppedBytes += UInt64(number)
        guard !dropping else { return }
        dropping = true
        fault(.noise, emit)
    }

    /// The frame at the front has a wrong check: one byte of it goes, the rest may hold the next frame.
    mutating func refuseCheck(_ emit: (DriverEvent) -> Void) {
        counters.checksumFailures += 1
        dropping = true
        emit(.fault(.checksum))
        drop(emit)
    }

    /// Tells and counts a fault.
    mutating func fault(_ fault: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(fault))
    }

    /// Gives up the frame that has begun, if its end is overdue.
    mutating func abandonIfLate(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let deadline, now >= deadline else { return }
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        dropping = false
        fault(.truncated, emit)
    }
}
