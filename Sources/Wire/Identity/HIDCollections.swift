/// The usage pages of a HID report descriptor, as far as they tell what kind of device it is.
public enum HIDCollections {
    /// The most that Linux keeps of a descriptor (`HID_MAX_DESCRIPTOR_SIZE`).
    public static let limit = 4096

    /// The usage page of each collection at the top, in order, each once. What follows a broken item is not looked at.
    public static func usagePages(of descriptor: [UInt8]) -> [UInt16] {
        var pages: [UInt16] = []
        var page: UInt16 = 0
        var usage: UInt16?
        var depth = 0
        var rest = descriptor.prefix(limit)
        while let prefix = rest.popFirst() {
            // A long item (HID 1.11, 6.2.2.3): its length is the next byte, then a tag.
            if prefix == 0xFE {
                guard let length = rest.popFirst(), rest.count > Int(length) else { break }
                rest = rest.dropFirst(Int(length) + 1)
                continue
            }
            let size = [0, 1, 2, 4][Int(prefix & 3)]
            guard rest.count >= size else { break }
            let value = rest.prefix(size).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            rest = rest.dropFirst(size)
            switch prefix & 0xFC {
            case 0x04: page = UInt16(truncatingIfNeeded: value)
            // A usage of four bytes names its own page in the upper half.
            case 0x08 where usage == nil: usage = size == 4 ? UInt16(truncatingIfNeeded: value >> 16) : page
            case 0xA0:
                if depth == 0, let found = usage, !pages.contains(found) { pages.append(found) }
                depth += 1
                usage = nil
            case 0xC0: depth = max(0, depth - 1)
            // Every main item ends what was said for it locally.
            case 0x80, 0x90, 0xB0: usage = nil
            default: break
            }
        }
        return pages
    }

    /// How long the longest input report of a descriptor is on the wire, bytes, its number counted; `nil` when it has none
    /// or cannot be read.
    public static func longestInput(of descriptor: [UInt8]) -> Int? {
        guard let reports = try? HIDReportDescriptor(descriptor) else { return nil }
        return reports.fields.filter { $0.kind == .input }
            .compactMap { reports.packetLength(.input, report: $0.report) }.max()
    }
}
