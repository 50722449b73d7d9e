public import Wire

/// One `[[device]]`: a thing on a wire, and what it is for.
public struct DeviceConfiguration: Hashable, Sendable {
    /// What a device is for.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case thermometer
        case scanner
        case output
        /// Ambient reference only: its values are never readings.
        case ambient
    }

    /// The device's name, unique at the gate.
    public var name: String
    /// What the device is for.
    public var role: Role
    /// The driver's name in the catalogue.
    public var driver: String
    /// The lane that it serves; `nil` only for an ambient reference.
    public var lane: String?
    /// By what the device is found.
    public var match: DeviceMatch
    /// Bits per second, 300 to 4,000,000.
    public var baud: Int
    /// What ends a code, for scanners.
    public var terminators: LineTerminators
    /// The silence that ends a code where nothing else does, in milliseconds, 20 to 2000, for scanners.
    public var idleMilliseconds: Int
    /// What is done with AIM identifiers, for scanners.
    public var aim: AIMPolicy
    /// Which channel opens the lane's barrier, 1 to 32, for outputs.
    public var channel: Int
    /// For how long the barrier is told to open, in milliseconds, 100 to 5000, for outputs.
    public var pulseMilliseconds: Int
    /// How bytes travel to it; `nil` for the best of those that its driver has.
    public var transport: TransportKind?
    /// Which commands a scanner on a serial line understands.
    public var commands: ScannerCommands
    /// What the digits mean that a scanner types with ALT held.
    public var altDigits: AltDigits
    /// The device's address on a bus; `nil` for the driver's own default.
    public var address: UInt8?
    /// Which of its measurements a thermometer is asked for.
    public var mode: ThermometerMode
    /// The variant of the device; `nil` for the driver's first.
    public var profile: String?
    /// For how long after it was heard first a thermometer is not believed, in seconds, 0 to 3600.
    public var warmUpSeconds: Int

    /// A device with the defaults of the configuration.
    public init(
        name: String, role: Role, driver: String, lane: String?, match: DeviceMatch, baud: Int = 9600,
        terminators: LineTerminators = .newline, idleMilliseconds: Int = 300, aim: AIMPolicy = .optional,
        channel: Int = 1, pulseMilliseconds: Int = 1000, transport: TransportKind? = nil,
        commands: ScannerCommands = .none, altDigits: AltDigits = .unicode, address: UInt8? = nil,
        mode: ThermometerMode = .object, profile: String? = nil, warmUpSeconds: Int = 0
    ) {
        self.name = name
        self.role = role
        self.driver = driver
        self.lane = lane
        self.match = match
        self.baud = baud
        self.terminators = terminators
        self.idleMilliseconds = idleMilliseconds
        self.aim = aim
        self.channel = channel
        self.pulseMilliseconds = pulseMilliseconds
        self.transport = transport
        self.commands = commands
        self.altDigits = altDigits
        self.address = address
        self.mode = mode
        self.profile = profile
        self.warmUpSeconds = warmUpSeconds
    }

    /// What the device's driver is made with.
    public var driverSettings: DriverSettings {
        DriverSettings(
            terminators: terminators, aim: aim, idleGap: .milliseconds(idleMilliseconds), commands: commands,
            altDigits: altDigits, channels: channel, address: address, mode: mode, profile: profile)
    }
}

/// By what a device is found: never by a number that the kernel gives out in the order of plugging. What is given must
/// all fit.
public struct DeviceMatch: Hashable, Sendable {
    /// The port, as udev's `ID_PATH` names it.
    public var path: String?
    /// The USB vendor, 16 bits.
    public var vendor: UInt16?
    /// The USB product, 16 bits.
    public var product: UInt16?
    /// The USB serial number.
    public var serial: String?
    /// The USB interface number, 0 to 255.
    public var interface: Int?
    /// A hash of the USB descriptors, 16 hexadecimal digits, as `gatehousectl device bind` shows it.
    public var descriptors: String?
    /// A tty by its path, for ptys of tests and demonstrations; stands alone.
    public var tty: String?

    /// A match by what is given.
    public init(
        path: String? = nil, vendor: UInt16? = nil, product: UInt16? = nil, serial: String? = nil,
        interface: Int? = nil, descriptors: String? = nil, tty: String? = nil
    ) {
        self.path = path
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.interface = interface
        self.descriptors = descriptors
        self.tty = tty
    }

    /// The same as the matcher of devices takes it; `nil` for a tty, which is opened by its path.
    public var identity: DeviceIdentity? {
        guard tty == nil else { return nil }
        return DeviceIdentity(
            path: path, vendor: vendor, product: product, serial: serial,
            interface: interface.flatMap { UInt8(exactly: $0) }, descriptors: descriptors)
    }
}
