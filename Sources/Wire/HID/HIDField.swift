/// A usage of the HID usage tables: what a bit or a byte of a report means.
struct HIDUsage: Hashable, Sendable {
    let page: UInt16
    let id: UInt16

    init(page: UInt16, id: UInt16) {
        self.page = page
        self.id = id
    }

    /// The usage as one number, page first.
    init(_ value: UInt32) {
        self.init(page: UInt16(truncatingIfNeeded: value >> 16), id: UInt16(truncatingIfNeeded: value))
    }
}

/// The usages `low` to `high` of one page.
struct HIDUsageRange: Hashable, Sendable {
    let page: UInt16
    let low: UInt16
    let high: UInt16

    var count: Int { Int(high) - Int(low) + 1 }
}

/// One field of a report: elements of equal size next to each other.
struct HIDField: Hashable, Sendable {
    /// Which way its report goes.
    enum Kind: Hashable, Sendable { case input, output, feature }

    let kind: Kind
    /// The number of its report; 0 when the device does not number them.
    let report: UInt8
    /// Where its first element begins, in bits from the beginning of the packet: a report number that travels with the
    /// report is counted, as `hidraw` counts it.
    let bitOffset: Int
    /// The size of one element, bits.
    let elementSize: Int
    /// How many elements there are.
    let count: Int
    /// It is padding, or cannot change.
    let isConstant: Bool
    /// Each element has its own usage. Of an array the value of an element chooses a usage.
    let isVariable: Bool
    /// What the elements mean, in order; the last usage stands for all elements that are left.
    let usages: [HIDUsageRange]

    /// The bits of the first elements that mean `usage` and stand next to each other; `nil` when there are none, and for
    /// arrays, whose elements have no usage of their own.
    func run(of usage: HIDUsage) -> HIDBits? {
        guard isVariable else { return nil }
        var position = 0
        var found: Range<Int>?
        for (place, range) in usages.enumerated() where position < count {
            if range.page == usage.page, range.low <= usage.id, usage.id <= range.high {
                let index = position + Int(usage.id - range.low)
                if let begun = found, begun.upperBound != index { break }
                // The last usage that was said stands for all elements that are left.
                let isLast = place == usages.count - 1 && usage.id == range.high
                found = (found?.lowerBound ?? index)..<(isLast ? max(count, index + 1) : index + 1)
            }
            position += range.count
        }
        guard let found = found?.clamped(to: 0..<count), !found.isEmpty else { return nil }
        return HIDBits(offset: bitOffset + found.lowerBound * elementSize, count: found.count * elementSize)
    }
}

/// A run of bits in a packet. Bits count from the lowest of the first byte.
struct HIDBits: Hashable, Sendable {
    let offset: Int
    let count: Int

    /// Where the run ends, bits.
    var end: Int { offset + count }

    /// Whole bytes in it.
    var byteCount: Int { count / 8 }

    /// The byte at `index` of the run, wherever it begins; `nil` when the packet is too short for it.
    func byte(_ index: Int, of packet: Span<UInt8>) -> UInt8? {
        HIDBits(offset: offset + index * 8, count: min(8, count - index * 8)).value(of: packet)
            .map { UInt8(truncatingIfNeeded: $0) }
    }

    /// The run as a number, its first 16 bits at most; `nil` when the packet is too short for it, or the run empty.
    func value(of packet: Span<UInt8>) -> UInt16? {
        let width = min(count, 16)
        guard width > 0, offset >= 0, offset + width <= packet.count * 8 else { return nil }
        var bits: UInt32 = 0
        for (place, index) in (offset / 8...(offset + width - 1) / 8).enumerated() {
            bits |= UInt32(packet[index]) << UInt32(8 * place)
        }
        return UInt16(bits >> UInt32(offset % 8) & (1 << UInt32(width) - 1))
    }
}
