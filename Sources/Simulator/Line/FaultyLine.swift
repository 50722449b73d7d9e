public import Wire

/// The cable between a fake device and its host, with the faults that real lines have. Pure: frames go in, the bytes
/// that arrive come out, each at its time and in order.
public struct FaultyLine: Hashable, Sendable {
    /// The most that waits on the line, in bytes; more is lost, as in a real buffer. A line of ten megabytes fits.
    static let capacity = 16 << 20

    private struct Delivery: Hashable, Sendable {
        var bytes: [UInt8]
        var time: Instant
    }

    /// A fault of the next frame.
    private enum FrameFault: Hashable, Sendable {
        case drop
        case duplicate
        case checksum
        case truncate
        case split(Duration)
    }

    /// How much later everything arrives.
    public private(set) var delay = Duration.zero
    /// Until when the device's frames are lost.
    private var silentUntil: Instant?
    private var faults: [FrameFault] = []
    private var toCoalesce = 0
    private var coalesced: [UInt8] = []
    private var queue: [Delivery] = []
    private var waiting = 0
    private var generator: SeededGenerator

    /// A clean line; `seed` decides where its faults will hit.
    public init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// When the next bytes arrive.
    public var deadline: Instant? { queue.first?.time }

    /// The cable was pulled: what was on its way is lost, what was armed is forgotten.
    public mutating func reset() {
        queue = []
        waiting = 0
        faults = []
        coalesced = []
        toCoalesce = 0
        silentUntil = nil
    }

    /// The device sends a frame.
    public mutating func send(_ frame: [UInt8], at now: Instant) {
        if let until = silentUntil {
            if now < until { return }
            silentUntil = nil
        }
        guard !frame.isEmpty else { return }
        if toCoalesce > 0 {
            coalesced += frame
            toCoalesce -= 1
            if toCoalesce > 0 { return }
            enqueue(coalesced, at: now)
            coalesced = []
        } else if faults.isEmpty {
            enqueue(frame, at: now)
        } else {
            spoil(frame, faults.removeFirst(), at: now)
        }
    }

    /// Arms or changes a fault. Returns `false` when the command is none of the line's.
    public mutating func perform(_ command: DeviceCommand, at now: Instant) -> Bool {
        switch command {
        case .garbage(let count): enqueue(generator.bytes(count), at: now)
        case .delay(let duration): delay = duration
        case .silence(let duration): silentUntil = now + duration
        case .coalesce(let count): toCoalesce = count
        case .drop: faults.append(.drop)
        case .duplicate: faults.append(.duplicate)
        case .checksum: faults.append(.checksum)
        case .truncate: faults.append(.truncate)
        case .split(let pause): faults.append(.split(pause))
        default: return false
        }
        return true
    }

    /// Hands over what has arrived by `now`; each call of `write` is what one read would see.
    public mutating func deliver(at now: Instant, _ write: ([UInt8]) -> Void) {
        let due = queue.prefix { $0.time <= now }.count
        let arrived = queue[..<due]
        queue.removeFirst(due)
        for delivery in arrived {
            waiting -= delivery.bytes.count
            write(delivery.bytes)
        }
    }

    private mutating func spoil(_ frame: [UInt8], _ fault: FrameFault, at now: Instant) {
        var frame = frame
        let place = Int.random(in: 0..<frame.count, using: &generator)
        switch fault {
        case .drop: frame.remove(at: place)
        case .duplicate: frame.insert(frame[place], at: place)
        case .checksum: frame[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case .truncate: frame.removeLast(frame.count - frame.count / 2)
        case .split(let pause):
            let cut = frame.count < 2 ? 0 : Int.random(in: 1..<frame.count, using: &generator)
            enqueue(Array(frame[..<cut]), at: now)
            enqueue(Array(frame[cut...]), at: now + pause)
            return
        }
        enqueue(frame, at: now)
    }

    /// Nothing overtakes on a wire, not even when the delay shrinks.
    private mutating func enqueue(_ bytes: [UInt8], at now: Instant) {
        guard !bytes.isEmpty, waiting + bytes.count <= Self.capacity else { return }
        waiting += bytes.count
        queue.append(Delivery(bytes: bytes, time: max(now + delay, queue.last?.time ?? now)))
    }
}
