/// Why a HID report descriptor cannot be used. Offsets count bytes from its beginning.
enum HIDDescriptorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is longer than `HIDReportDescriptor.longest`.
    case tooLong
    /// The item at this offset says that it goes on behind the end.
    case truncatedItem(offset: Int)
    /// The item at this offset is of the reserved type.
    case reservedItem(offset: Int)
    /// The item at this offset has a value that no device can mean: a report number of 0, a field of no size or too
    /// large.
    case value(offset: Int)
    /// The item at this offset opens or saves more than `HIDReportDescriptor` follows.
    case tooDeep(offset: Int)
    /// The item at this offset closes or restores what was never opened or saved.
    case unbalanced(offset: Int)
    /// The item at this offset is one field, usage or bit more than `HIDReportDescriptor` takes.
    case tooMany(offset: Int)

    /// What is wrong, at which byte.
    var description: String {
        switch self {
        case .tooLong: "the report descriptor is longer than \(HIDReportDescriptor.longest) bytes"
        case .truncatedItem(let offset): "the report descriptor ends inside the item at byte \(offset)"
        case .reservedItem(let offset): "the item at byte \(offset) of the report descriptor is of a reserved type"
        case .value(let offset): "the item at byte \(offset) of the report descriptor has an impossible value"
        case .tooDeep(let offset): "the report descriptor nests too deeply at byte \(offset)"
        case .unbalanced(let offset): "the report descriptor closes at byte \(offset) what it never opened"
        case .tooMany(let offset): "the report descriptor has too many fields, usages or bits at byte \(offset)"
        }
    }
}
