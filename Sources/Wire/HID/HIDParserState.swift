/// The item state table of a report descriptor: what global and local items have said so far (HID 1.11, 6.2.2.7 and 8).
struct HIDParserState {
    /// What stays until it is said anew.
    struct Globals: Hashable {
        var page: UInt16 = 0
        var elementSize = 0
        var count = 0
        var report: UInt8 = 0
    }

    /// A usage as it was said: without a page it gets that of the main item.
    private struct Usage {
        let page: UInt16?
        let low: UInt16
        let high: UInt16
    }

    private(set) var globals = Globals()
    /// Whether any report has had a number.
    private(set) var numbersReports = false
    /// How many collections are open.
    private(set) var depth = 0

    private var saved: [Globals] = []
    private var said: [Usage] = []
    private var minimum: (page: UInt16?, id: UInt16)?
    private var inDelimiter = false
    /// Of the alternative usages between delimiters the first counts.
    private var hasAlternative = false

    mutating func takeGlobal(_ item: HIDItem, at offset: Int) throws(HIDDescriptorError) {
        switch item.tag {
        case 0x0: globals.page = UInt16(truncatingIfNeeded: item.value)
        case 0x7:
            guard item.value <= HIDReportDescriptor.largestElement else { throw .value(offset: offset) }
            globals.elementSize = Int(item.value)
        case 0x8:
            guard let number = UInt8(exactly: item.value), number != 0 else { throw .value(offset: offset) }
            globals.report = number
            numbersReports = true
        case 0x9:
            guard item.value <= HIDReportDescriptor.longestReport else { throw .value(offset: offset) }
            globals.count = Int(item.value)
        case 0xA:
            guard saved.count < HIDReportDescriptor.deepest else { throw .tooDeep(offset: offset) }
            saved.append(globals)
        case 0xB:
            guard let last = saved.popLast() else { throw .unbalanced(offset: offset) }
            globals = last
        default: break  // minima, maxima, units and exponents mean nothing to a scanner
        }
    }

    mutating func takeLocal(_ item: HIDItem, at offset: Int) throws(HIDDescriptorError) {
        let page = item.size == 4 ? UInt16(item.value >> 16) : nil
        let id = UInt16(truncatingIfNeeded: item.value)
        switch item.tag {
        case 0x0:
            if inDelimiter, hasAlternative { return }
            hasAlternative = true
            try add(Usage(page: page, low: id, high: id), at: offset)
        case 0x1: minimum = (page, id)
        case 0x2:
            guard let low = minimum else { return }
            guard low.id <= id else { throw .value(offset: offset) }
            minimum = nil
            try add(Usage(page: page ?? low.page, low: low.id, high: id), at: offset)
        case 0xA:
            inDelimiter = item.value == 1
            hasAlternative = false
        default: break
        }
    }

    /// Opens or closes a collection. Returns the usage of an outermost one that was opened.
    mutating func takeCollection(_ item: HIDItem, at offset: Int) throws(HIDDescriptorError) -> HIDUsage? {
        switch item.tag {
        case 0xA:
            guard depth < HIDReportDescriptor.deepest else { throw .tooDeep(offset: offset) }
            depth += 1
            guard depth == 1, let usage = said.first else { return nil }
            return HIDUsage(page: usage.page ?? globals.page, id: usage.low)
        case 0xC:
            guard depth > 0 else { throw .unbalanced(offset: offset) }
            depth -= 1
            return nil
        default: return nil
        }
    }

    /// The usages that were said for a main item. A page that stands after a usage and before the main item counts for
    /// it, as Linux and Windows read it.
    var usages: [HIDUsageRange] {
        said.map { HIDUsageRange(page: $0.page ?? globals.page, low: $0.low, high: $0.high) }
    }

    /// A main item ends what was said for it.
    mutating func forgetLocals() {
        said.removeAll(keepingCapacity: true)
        minimum = nil
        inDelimiter = false
        hasAlternative = false
    }

    private mutating func add(_ usage: Usage, at offset: Int) throws(HIDDescriptorError) {
        guard said.count < HIDReportDescriptor.mostUsages else { throw .tooMany(offset: offset) }
        said.append(usage)
    }
}
