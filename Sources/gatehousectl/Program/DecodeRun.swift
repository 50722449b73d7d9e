import Wire

/// One run of a driver over a capture: made when it is known which driver, and how it is set.
struct DecodeRun {
    /// The driver that the arguments name; `nil` when the capture shall.
    let driver: String?
    /// Settings of the arguments, which win over those of the capture.
    let settings: [(key: String, value: String)]
    /// The report descriptor of the arguments.
    let descriptor: [UInt8]
    /// Told of each event.
    let tell: (DriverEvent) -> Void

    private var decoder: CaptureDecoder?
    private var cutter: PacketCutter?

    init(
        driver: String?, settings: [(key: String, value: String)], descriptor: [UInt8],
        tell: @escaping (DriverEvent) -> Void
    ) {
        self.driver = driver
        self.settings = settings
        self.descriptor = descriptor
        self.tell = tell
    }

    /// Makes the driver, unless it is there already. What the arguments say wins over what the capture says.
    mutating func begin(_ header: CaptureHeader = CaptureHeader()) throws(ToolFailure) {
        guard decoder == nil else { return }
        guard let name = driver ?? header.driver else {
            throw ToolFailure(.usage, "the input names no driver; say which with --driver")
        }
        let model = DriverCatalogue.model(named: name)
        var told = DriverSettings()
        // A capture seldom says how its scanner was set, or whose it is: whatever ends lines in the field ends them here,
        // and every maker's answers are known.
        told.terminators = [.cr, .lf, .tab]
        told.commands = .listen
        for setting in header.settings + settings { _ = told.set(setting.key, to: setting.value) }
        guard let model, let driver = DriverCatalogue.makeDriver(name: name, settings: told) else {
            throw ToolFailure(.usage, "there is no driver \(name); use \(Self.names)")
        }
        var description = header.description
        if !descriptor.isEmpty {
            description = TransportDescription(
                kind: header.transport ?? model.transports.first ?? .hidraw, reportDescriptor: descriptor)
        }
        decoder = CaptureDecoder(driver: driver, transport: description)
        if !model.packetLengths.isEmpty { cutter = PacketCutter(lengths: model.packetLengths) }
    }

    /// The names of the drivers.
    static let names = DriverCatalogue.models.map(\.name).joined(separator: ", ")

    /// The next entry of a capture with times.
    mutating func take(_ entry: CaptureEntry) {
        let tell = tell
        decoder?.decode(entry, tell)
    }

    /// The next bytes of an input without times.
    mutating func take(_ pieces: [CapturePiece]) throws(ToolFailure) {
        try begin()
        let tell = tell
        for piece in pieces {
            guard cutter != nil else {
                decoder?.decode(piece.bytes.span, tell)
                continue
            }
            decode(cutter?.take(piece.bytes) ?? [])
            if piece.endsLine { decode(cutter?.endLine() ?? []) }
        }
    }

    /// The input ended. Returns what the driver counted.
    mutating func finish() throws(ToolFailure) -> DriverCounters {
        try begin()
        decode(cutter?.finish() ?? [])
        let tell = tell
        decoder?.finish(tell)
        return decoder?.counters ?? DriverCounters()
    }

    private mutating func decode(_ packets: [[UInt8]]) {
        let tell = tell
        for packet in packets { decoder?.decode(packet.span, tell) }
    }
}
