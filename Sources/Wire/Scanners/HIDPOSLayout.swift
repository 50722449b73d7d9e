/// Where a bar code scanner's report has what (HID Point of Sale Usage Tables 1.02, page 8C).
///
/// Makers order and size the fields as they like, so the report descriptor decides. Where it says nothing (a capture
/// without one, a scanner that does not describe its reports) the two layouts that are known are told apart by the
/// length of the packet and by the place of the `]` of the AIM identifier.
struct HIDPOSLayout: Hashable, Sendable {
    /// The number of the report; 0 when the device does not number them.
    let report: UInt8
    /// Whether the number travels before the report.
    let isNumbered: Bool
    /// How many data bytes count; `nil` where padding NULs are stripped instead.
    let length: HIDBits?
    /// The three bytes of the AIM identifier; empty where there is none.
    let aim: [HIDBits]
    /// The decoded data.
    let data: HIDBits
    /// Whether the next report goes on with the same code.
    let continued: HIDBits?
    /// Whether the descriptor was too little to know it: a packet may then be shorter than the layout.
    let isGuess: Bool

    /// The page of bar code scanners, and that of Honeywell scanners in their own mode, whose usages are numbered alike.
    private static let pages: [UInt16] = [0x8C, 0xFF8C]
    private static let byteCount = HIDUsage(page: 0x01, id: 0x3B)
    private static let aimUsages: [UInt16] = [0xFB, 0xFC, 0xFD]
    private static let decodedData: UInt16 = 0xFE
    private static let continuedData: UInt16 = 0xFF

    /// The layout that the descriptor gives; `nil` when it has no scanned data.
    init?(_ descriptor: HIDReportDescriptor) {
        for page in Self.pages {
            for field in descriptor.fields where field.kind == .input {
                guard let data = field.run(of: HIDUsage(page: page, id: Self.decodedData)), data.byteCount > 0
                else { continue }
                let fields = descriptor.fields(.input, report: field.report)
                func bits(_ usage: HIDUsage) -> HIDBits? {
                    for field in fields { if let run = field.run(of: usage) { return run } }
                    return nil
                }
                let aim = Self.aimUsages.compactMap { bits(HIDUsage(page: page, id: $0)) }
                report = field.report
                isNumbered = descriptor.numbersReports
                length = bits(Self.byteCount)
                self.aim = aim.count == Self.aimUsages.count && aim.allSatisfy { $0.count == 8 } ? aim : []
                self.data = data
                continued = bits(HIDUsage(page: page, id: Self.continuedData))
                isGuess = false
                return
            }
        }
        return nil
    }

    private init(length: HIDBits?, aimAt place: Int, continuedAt end: Int) {
        report = 2
        isNumbered = true
        self.length = length
        aim = (0..<3).map { HIDBits(offset: (place + $0) * 8, count: 8) }
        data = HIDBits(offset: (place + 3) * 8, count: 56 * 8)
        continued = HIDBits(offset: end * 8, count: 1)
        isGuess = true
    }

    /// Honeywell, Access-IS: `02`, length, AIM, 56 bytes, vendor's symbology, 0, continued; 64 bytes.
    static let counted = HIDPOSLayout(length: HIDBits(offset: 8, count: 8), aimAt: 2, continuedAt: 63)
    /// `02`, AIM, 56 bytes padded with NUL, continued; 61 bytes.
    static let uncounted = HIDPOSLayout(length: nil, aimAt: 1, continuedAt: 60)

    /// The layout of a packet whose descriptor is not known; `nil` when it is no scan at all. The place of `]` decides
    /// (as a length it would be more than fits), then the length of the packet; one without its padding has only the first.
    static func guess(_ packet: Span<UInt8>) -> HIDPOSLayout? {
        guard packet.count >= 5, packet[0] == counted.report else { return nil }
        if packet[1] == bracket { return uncounted }
        if packet[2] == bracket || packet[3] == bracket { return counted }
        switch packet.count {
        case 64: return counted
        case 61: return uncounted
        default: return nil
        }
    }

    /// The first character of an AIM identifier.
    static let bracket = UInt8(ascii: "]")
}
