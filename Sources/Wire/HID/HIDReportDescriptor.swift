/// What the reports of a HID device look like, read from its report descriptor (HID 1.11, 6.2.2).
///
/// A descriptor comes from outside: everything that it can make large or deep has a limit.
struct HIDReportDescriptor: Hashable, Sendable {
    /// The longest descriptor, bytes: `HID_MAX_DESCRIPTOR_SIZE` of Linux.
    static let longest = 4096
    /// The largest report, bits: what Linux takes (`HID_MAX_BUFFER_SIZE`, 16 KiB).
    static let longestReport = 16_384 * 8
    /// The largest element, bits: the size of a report of 64 bytes that calls its data one element.
    static let largestElement = 512
    /// How deeply collections nest, and globals are pushed. Real devices use five and one.
    static let deepest = 16
    /// Fields, and usages of one field: real devices stay far below a hundred.
    static let mostFields = 256
    static let mostUsages = 128

    /// All fields, in the order of the descriptor.
    private(set) var fields: [HIDField] = []
    /// The usages of the outermost collections.
    private(set) var applications: [HIDUsage] = []
    /// Whether reports travel with their number before them.
    private(set) var numbersReports = false
    /// The bits of each report, without a number byte.
    private var lengths: [ReportKey: Int] = [:]

    private struct ReportKey: Hashable {
        let kind: HIDField.Kind
        let report: UInt8
    }

    /// The device described by `bytes`.
    init(_ bytes: [UInt8]) throws(HIDDescriptorError) {
        guard bytes.count <= Self.longest else { throw .tooLong }
        var state = HIDParserState()
        var reader = HIDItemReader(bytes)
        while true {
            let offset = reader.offset
            guard let item = try reader.next() else { break }
            switch item.kind {
            case .global: try state.takeGlobal(item, at: offset)
            case .local: try state.takeLocal(item, at: offset)
            case .main:
                if let usage = try state.takeCollection(item, at: offset) { applications.append(usage) }
                if let field = try makeField(of: item, state, at: offset) { fields.append(field) }
                state.forgetLocals()
            }
        }
        guard state.depth == 0 else { throw .unbalanced(offset: bytes.count) }
        numbersReports = state.numbersReports
        // Only at the end it is known whether a number byte comes before the reports.
        if numbersReports { fields = fields.map { $0.moved(by: 8) } }
    }

    /// How long a packet of this report is, its number counted; `nil` when the device has no such report.
    func packetLength(_ kind: HIDField.Kind, report: UInt8) -> Int? {
        lengths[ReportKey(kind: kind, report: report)].map { ($0 + 7) / 8 + (numbersReports ? 1 : 0) }
    }

    /// The fields of one report.
    func fields(_ kind: HIDField.Kind, report: UInt8) -> [HIDField] {
        fields.filter { $0.kind == kind && $0.report == report }
    }

    private mutating func makeField(
        of item: HIDItem, _ state: HIDParserState, at offset: Int
    ) throws(HIDDescriptorError) -> HIDField? {
        let kind: HIDField.Kind
        switch item.tag {
        case 0x8: kind = .input
        case 0x9: kind = .output
        case 0xB: kind = .feature
        default: return nil
        }
        let globals = state.globals
        let key = ReportKey(kind: kind, report: globals.report)
        let begin = lengths[key] ?? 0
        // Both factors are bounded where they are read, so that the product cannot overflow.
        let end = begin + globals.elementSize * globals.count
        guard end <= Self.longestReport, fields.count < Self.mostFields, lengths.count < Self.mostFields else {
            throw .tooMany(offset: offset)
        }
        lengths[key] = end
        guard end > begin else { return nil }
        return HIDField(
            kind: kind, report: globals.report, bitOffset: begin, elementSize: globals.elementSize,
            count: globals.count, isConstant: item.value & 1 != 0, isVariable: item.value & 2 != 0,
            usages: state.usages)
    }
}

extension HIDField {
    /// The same field, `bits` further into its packet.
    fileprivate func moved(by bits: Int) -> HIDField {
        HIDField(
            kind: kind, report: report, bitOffset: bitOffset + bits, elementSize: elementSize, count: count,
            isConstant: isConstant, isVariable: isVariable, usages: usages)
    }
}
