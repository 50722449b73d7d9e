/// What the program knows of one model of device, as data.
public struct DeviceModel: Hashable, Sendable {
    /// What the house can do with it.
    public enum Support: Hashable, Sendable {
        /// The driver with this name speaks to it.
        case driver(String)
        /// It is a chip that carries bytes for anything: what is behind it, its ids do not tell.
        case converter
        /// No driver of the house speaks to it; what would be needed, for people.
        case unsupported(needed: String)
    }

    /// Which of several interfaces of one device is the right one.
    public enum InterfaceChoice: Hashable, Sendable {
        /// The pattern leaves one, or the site names it.
        case named
        /// The one with the highest number: the others are a keyboard that types the readings.
        case last
    }

    /// Its name, as sold.
    public let name: String
    /// What the house can do with it.
    public let support: Support
    /// By which it is recognised, any of them; empty for what sits behind a converter and shows only that.
    public let patterns: [DevicePattern]
    /// How bytes travel to it.
    public let transport: TransportKind
    /// The speed of its serial line as delivered, in baud; 8 data bits, no parity, one stop bit. `nil` for others.
    public let baud: UInt32?
    /// How many samples it sends per second by itself; `nil` when it answers only, or sends no samples.
    public let rate: ClosedRange<Double>?
    /// What its maker says it can measure, °C; `nil` for what measures none, and when no public source says.
    public let range: ClosedRange<Double>?
    /// The error that its maker admits around room temperature, ± °C; `nil` when no public source says.
    public let error: Double?
    /// Which of its interfaces is the right one.
    public let choice: InterfaceChoice
    /// What must be known of it before it is used at a gate, for people.
    public let note: String?
    /// Where the facts are from.
    public let sources: [String]

    init(
        _ name: String, _ support: Support, _ patterns: [DevicePattern] = [], transport: TransportKind = .serial,
        baud: UInt32? = nil, rate: ClosedRange<Double>? = nil, range: ClosedRange<Double>? = nil,
        error: Double? = nil, choice: InterfaceChoice = .named, note: String? = nil, sources: [String]
    ) {
        self.name = name
        self.support = support
        self.patterns = patterns
        self.transport = transport
        self.baud = baud
        self.rate = rate
        self.range = range
        self.error = error
        self.choice = choice
        self.note = note
        self.sources = sources
    }

    /// The name of its driver; `nil` when it has none.
    public var driver: String? {
        if case .driver(let name) = support { name } else { nil }
    }

    /// Whether the node looks like this model.
    public func fits(_ node: DeviceNode) -> Bool {
        patterns.contains { $0.fits(node) }
    }
}
