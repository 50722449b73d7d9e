/// One item of a report descriptor (HID 1.11, 6.2.2).
struct HIDItem: Hashable {
    enum Kind: Hashable { case main, global, local }

    let kind: Kind
    /// The upper four bits of the prefix.
    let tag: UInt8
    /// The data, little-endian and without a sign.
    let value: UInt32
    /// How many bytes of data there were: 0, 1, 2 or 4.
    let size: Int
}

/// Reads the items of a report descriptor one after the other.
struct HIDItemReader {
    private let bytes: [UInt8]
    /// Where the next item begins.
    private(set) var offset = 0

    private static let longItem: UInt8 = 0xFE

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next short item; `nil` at the end. Long items are passed over: none is defined.
    mutating func next() throws(HIDDescriptorError) -> HIDItem? {
        while offset < bytes.count {
            let begin = offset
            let prefix = bytes[begin]
            if prefix == Self.longItem {
                guard begin + 2 < bytes.count else { throw .truncatedItem(offset: begin) }
                offset = begin + 3 + Int(bytes[begin + 1])
                guard offset <= bytes.count else { throw .truncatedItem(offset: begin) }
                continue
            }
            let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
            guard begin + 1 + size <= bytes.count else { throw .truncatedItem(offset: begin) }
            var value: UInt32 = 0
            for place in 0..<size { value |= UInt32(bytes[begin + 1 + place]) << UInt32(8 * place) }
            offset = begin + 1 + size
            return HIDItem(kind: try kind(of: prefix, at: begin), tag: prefix >> 4, value: value, size: size)
        }
        return nil
    }

    private func kind(of prefix: UInt8, at begin: Int) throws(HIDDescriptorError) -> HIDItem.Kind {
        switch prefix >> 2 & 3 {
        case 0: .main
        case 1: .global
        case 2: .local
        default: throw .reservedItem(offset: begin)
        }
    }
}
