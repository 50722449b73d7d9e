/// What the program knows of a driver, as data.
public struct DriverModel: Hashable, Sendable {
    /// The name in a configuration and on the command line.
    public let name: String
    /// What it is for.
    public let kind: DriverKind
    /// The devices that it speaks to, for people.
    public let title: String
    /// How bytes may travel to such devices, the usual way first.
    public let transports: [TransportKind]
    /// Those of them that are taken when a site names none. `usb` only when it is the only one: the whole USB device is
    /// there before its other nodes, and who opens it takes them away.
    public var usualTransports: [TransportKind] {
        let others = transports.filter { $0 != .usb }
        return others.isEmpty ? transports : others
    }
    /// The speed of the serial line as delivered, in baud; 8 data bits, no parity, one stop bit.
    public let defaultBaud: UInt32
    /// Other speeds that the device is known to be delivered with, to be tried when it is silent.
    public let otherBauds: [UInt32]
    /// The lengths that a packet of the device can have, in bytes, the usual one first; empty for a stream. A capture
    /// that does not say where packets end is cut by them.
    public let packetLengths: [Int]
    /// Silence after which the last value is never used again; `nil` for a device that is silent by nature.
    public let staleLimit: Duration?
    /// Whether bytes prove what the device is. Where they do not, an open port is all there is.
    public let identifiesItself: Bool
    /// For how long after power-up the device's values are not to be believed.
    public let warmUp: Duration
    /// The configuration keys that mean something to it, beside those of every device.
    public let settings: [String]
    /// The variants that `profile` may name, the usual one first; empty for a driver with one.
    public let profiles: [String]
    /// Where the facts are from.
    public let sources: [String]

    init(
        name: String, kind: DriverKind, title: String, transports: [TransportKind] = [.serial],
        defaultBaud: UInt32 = 9600, otherBauds: [UInt32] = [], packetLengths: [Int] = [], staleLimit: Duration? = nil,
        identifiesItself: Bool, warmUp: Duration = .zero, settings: [String] = [], profiles: [String] = [],
        sources: [String]
    ) {
        self.name = name
        self.kind = kind
        self.title = title
        self.transports = transports
        self.defaultBaud = defaultBaud
        self.otherBauds = otherBauds
        self.packetLengths = packetLengths
        self.staleLimit = staleLimit
        self.identifiesItself = identifiesItself
        self.warmUp = warmUp
        self.settings = settings
        self.profiles = profiles
        self.sources = sources
    }
}
