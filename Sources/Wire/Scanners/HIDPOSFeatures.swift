/// What a HID POS scanner can do, by its report descriptor.
struct HIDPOSFeatures: Hashable, Sendable {
    /// Where its scans stand; `nil` when the descriptor does not say.
    private(set) var layout: HIDPOSLayout?
    /// The descriptor could not be read.
    private(set) var isBroken = false
    /// The feature report that puts a Honeywell scanner into this mode, its number first; `nil` for others.
    private(set) var enable: [UInt8]?
    /// The descriptor has Honeywell's report for commands.
    var declaresCommands: Bool { commandLength != nil }

    /// How long a command is with its padding, where the descriptor says.
    private var commandLength: Int?
    private var hasDescriptor = false

    private static let enableReport: UInt8 = 0xFE
    private static let commandReport: UInt8 = 0xFD
    private static let syn: UInt8 = 0x16
    private static let carriageReturn: UInt8 = 0x0D

    /// Nothing is known.
    init() {}

    /// What `descriptor` says; nothing when it is empty.
    init(descriptor: [UInt8]) {
        guard !descriptor.isEmpty else { return }
        hasDescriptor = true
        guard let parsed = try? HIDReportDescriptor(descriptor) else {
            isBroken = true
            return
        }
        layout = HIDPOSLayout(parsed)
        commandLength = parsed.packetLength(.output, report: Self.commandReport)
        // Sent only where it is declared: a device without it would stall, and some kernels' drivers then reset it.
        if let length = parsed.packetLength(.feature, report: Self.enableReport), length >= 2 {
            enable = [Self.enableReport, 1] + [UInt8](repeating: 0, count: length - 2)
        }
    }

    /// Whether a packet can be a scan by its number.
    func isScan(_ packet: Span<UInt8>) -> Bool {
        guard let layout else { return packet[0] == HIDPOSLayout.counted.report }
        return !layout.isNumbered || packet[0] == layout.report
    }

    /// The output report that does what is wanted; `nil` when the device has none. The second byte counts what follows;
    /// that of a menu command is as captured, and is no count.
    func command(for request: DeviceRequest) -> [UInt8]? {
        if hasDescriptor, commandLength == nil { return nil }
        let body: [UInt8] =
            switch request {
            case .trigger: [0x03, Self.syn, 0x54, Self.carriageReturn]
            case .triggerOff: [0x03, Self.syn, 0x55, Self.carriageReturn]
            case .beep: [0x03, Self.syn, 0x07, Self.carriageReturn]
            case .heartbeat: [0x0F, Self.syn, 0x4D, Self.carriageReturn] + HoneywellAnswer.revisions
            }
        let command = [Self.commandReport] + body
        guard let length = commandLength else { return command }
        guard command.count <= length else { return nil }
        return command + [UInt8](repeating: 0, count: length - command.count)
    }
}
