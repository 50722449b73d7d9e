/// The bytes of a frame that has not ended yet, in a fixed capacity inside the driver itself: no allocation per sample.
///
/// A driver appends one byte at a time and takes frames off the front, so that its buffer never holds more than one
/// frame; `append` on a full buffer forgets the oldest byte and says so, it never traps.
struct FrameBuffer<let capacity: Int> {
    private var storage: [capacity of UInt8] = .init(repeating: 0)
    private var head = 0
    /// How many bytes are held, 0 to `capacity`.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The byte `offset` after the oldest; `offset` is below `count`.
    subscript(offset: Int) -> UInt8 {
        storage[wrapped(head + offset)]
    }

    /// Adds a byte at the end. Returns `false` when the oldest byte had to go for it.
    @discardableResult
    mutating func append(_ byte: UInt8) -> Bool {
        let fits = count < capacity
        if !fits { removeFirst(1) }
        storage[wrapped(head + count)] = byte
        count += 1
        return fits
    }

    /// Takes the oldest `number` bytes off, or all of them when there are fewer.
    mutating func removeFirst(_ number: Int) {
        let removed = min(number, count)
        head = wrapped(head + removed)
        count -= removed
    }

    mutating func removeAll() {
        head = 0
        count = 0
    }

    /// The low byte of the sum of the oldest `number` bytes.
    func sum8(first number: Int) -> UInt8 {
        var sum: UInt8 = 0
        for offset in 0..<min(number, count) { sum &+= self[offset] }
        return sum
    }

    /// The big-endian 16-bit word at `offset`, as two's complement.
    func int16(at offset: Int) -> Int16 {
        Int16(bitPattern: UInt16(self[offset]) << 8 | UInt16(self[offset + 1]))
    }

    /// `index` is below twice the capacity.
    private func wrapped(_ index: Int) -> Int {
        index < capacity ? index : index - capacity
    }
}
