/// What a capture says of itself before its first entry.
public struct CaptureHeader: Hashable, Sendable {
    /// The name of the driver that it was taken for.
    public var driver: String?
    /// How bytes travelled.
    public var transport: TransportKind?
    /// The serial line, such as `9600 8N1`; empty for other transports.
    public var line = ""
    /// The HID report descriptor of the device, if it has one.
    public var descriptor: [UInt8] = []
    /// What the driver was told.
    public var settings: [(key: String, value: String)] = []
    /// Words for people: which device, by whom, why.
    public var notes: [String] = []

    /// The largest report descriptor (`HID_MAX_DESCRIPTOR_SIZE` of Linux).
    static let longestDescriptor = 4096

    /// A header that says nothing.
    public init() {}

    /// Takes one header line. Keys that mean nothing here are for people.
    public mutating func take(key: String, value: String) throws(CaptureError) {
        switch key {
        case "driver": driver = value
        case "transport":
            let words = value.split(maxSplits: 1) { $0.isWhitespace }
            guard let kind = TransportKind(rawValue: String(words.first ?? "")) else { throw .transport(value) }
            transport = kind
            line = words.count > 1 ? String(words[1]) : ""
        case "descriptor":
            do {
                descriptor += try HexBytes.parse(Array(value.utf8))
            } catch {
                throw .bytes(error)
            }
            guard descriptor.count <= Self.longestDescriptor else { throw .length }
        case "setting":
            let parts = value.split(separator: "=", maxSplits: 1)
            var probe = DriverSettings()
            guard parts.count == 2, probe.set(String(parts[0]), to: String(parts[1])) else { throw .setting(value) }
            settings.append((String(parts[0]), String(parts[1])))
        case "note": notes.append(value)
        default: break
        }
    }

    /// The transport as its driver is told; `nil` when the capture does not say.
    public var description: TransportDescription? {
        transport.map { TransportDescription(kind: $0, reportDescriptor: descriptor) }
    }

    /// The transport in one line, such as `serial 9600 8N1`.
    public var transportWords: String? {
        transport.map { $0.rawValue + (line.isEmpty ? "" : " \(line)") }
    }

    /// The header as it stands in a capture, its first line included.
    public var lines: [String] {
        var lines = [CaptureLine.magic]
        if let driver { lines.append("# driver: \(driver)") }
        if let transportWords { lines.append("# transport: \(transportWords)") }
        lines += settings.map { "# setting: \($0.key)=\($0.value)" }
        if !descriptor.isEmpty { lines.append("# descriptor: \(HexBytes.text(descriptor))") }
        lines += notes.map { "# note: \($0.filter { !$0.isNewline })" }
        return lines
    }

    /// Whether two headers say the same.
    public static func == (left: CaptureHeader, right: CaptureHeader) -> Bool { left.lines == right.lines }

    /// By what they say.
    public func hash(into hasher: inout Hasher) { hasher.combine(lines) }
}
