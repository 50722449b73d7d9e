import Wire

/// What can be chosen of a fake device when it is made.
struct FakeDeviceOptions: Hashable, Sendable {
    /// What follows each code of a serial scanner.
    var terminator: [UInt8] = [0x0D, 0x0A]
    /// The AIM identifier before each code; empty for none.
    var aim = "]Q1"
    /// Whether it was chosen: some scanners send none as delivered.
    var isAIMChosen = false
    /// The speed of the device's line, in bits per second.
    var baud = 9600
    /// How long a scanner that types waits between two reports, in milliseconds.
    var pace = 4
    /// The relays of a board, 1 to 8; the probes of a stick, the second one on a cable.
    var channels = 1
    /// The address of a board on its line.
    var address: UInt8 = 1
    /// How an SSI scanner packs codes.
    var format = FakeZebraSSI.Format.classic
    /// What the reports of a point-of-sale scanner have where.
    var layout = FakePOSScanner.Layout.counted
    /// What an infrared chip computes with.
    var emissivity = 1.0
    /// The name of a stick's firmware.
    var firmware = "TEMPerX_V3.3"
    /// The temperature at the gate.
    var ambient = Temperature(hundredths: 2250)
    /// What decides noise.
    var seed: UInt64 = 1

    /// Sets an option by its name.
    mutating func set(_ key: String, _ value: String) throws(CommandError) {
        switch key {
        case "terminator":
            guard let bytes = Self.terminators[value.lowercased()] else {
                throw .usage("terminator=crlf (or cr, lf, tab, none)")
            }
            terminator = bytes
        case "aim":
            guard value.utf8.count <= 3 || value == "none" else { throw .usage("aim=]Q1 or aim=none") }
            aim = value == "none" ? "" : value
            isAIMChosen = true
        case "baud":
            guard let speed = Int(value), (300...4_000_000).contains(speed) else { throw .usage("baud=9600") }
            baud = speed
        case "pace":
            guard let pause = Int(value), (1...1000).contains(pause) else { throw .usage("pace=4 (1 to 1000 ms)") }
            pace = pause
        case "channels":
            guard let count = Int(value), (1...8).contains(count) else { throw .usage("channels=2 (1 to 8)") }
            channels = count
        default: try setOwn(key, value)
        }
    }

    /// Options of one kind of device.
    private mutating func setOwn(_ key: String, _ value: String) throws(CommandError) {
        switch key {
        case "address":
            guard let number = UInt8(value), (1...247).contains(number) else { throw .usage("address=1 (1 to 247)") }
            address = number
        case "format":
            guard let format = FakeZebraSSI.Format(rawValue: value) else {
                throw .usage("format=classic or format=segmented")
            }
            self.format = format
        case "layout":
            guard let layout = FakePOSScanner.Layout(rawValue: value) else {
                throw .usage("layout=counted or layout=uncounted")
            }
            self.layout = layout
        case "emissivity":
            guard let fraction = Double(value), (0.1...1).contains(fraction) else {
                throw .usage("emissivity=0.98 (0.1 to 1)")
            }
            emissivity = fraction
        case "firmware":
            guard (1...16).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .usage("firmware=TEMPerX_V3.3 (up to 16 characters)")
            }
            firmware = value
        default:
            throw .usage(
                "an option is port, vid, pid, release, serial, manufacturer, product, baud, pace, terminator, aim, "
                    + "channels, address, format, layout, emissivity, firmware")
        }
    }

    private static let terminators: [String: [UInt8]] = [
        "crlf": [0x0D, 0x0A], "cr": [0x0D], "lf": [0x0A], "tab": [0x09], "none": [],
    ]
}

/// The fake devices by the names of the drivers that read them.
enum FakeDeviceCatalogue {
    /// Devices that send and take bytes.
    static let serialNames = thermometerNames + ["serial-line", "lcus"] + spokenNames
    /// Devices that send and take reports.
    static let hidNames = ["keyboard", "hid-pos", "dcttech"] + hidThermometerNames

    /// A device of a serial line; `nil` when there is none with this name.
    static func makeSerial(_ name: String, _ options: FakeDeviceOptions) -> (any FakeDevice)? {
        switch name {
        case "serial-line": FakeSerialScanner(terminator: options.terminator, aim: options.aim)
        case "lcus": FakeLCUS(channels: options.channels)
        default: makeThermometer(name, options) ?? makeSpoken(name, options)
        }
    }

    /// A device that speaks in reports, and what it is on the bus; `nil` when there is none with this name.
    static func makeHID(_ name: String, _ options: FakeDeviceOptions) -> (any FakeHIDDevice, USBIdentity)? {
        switch name {
        case "keyboard":
            let keys: FakeKeyboardScanner.Terminator? =
                options.terminator.isEmpty ? nil : options.terminator == [0x09] ? .tab : .enter
            return (
                FakeKeyboardScanner(terminator: keys, reportInterval: .milliseconds(options.pace)),
                USBIdentity(
                    vendor: 0x0C2E, product: 0x0901, manufacturer: "Honeywell", name: "Barcode Scanner",
                    serial: "K-0001")
            )
        case "hid-pos":
            return (
                FakePOSScanner(aim: options.aim, layout: options.layout),
                USBIdentity(
                    vendor: 0x0C2E, product: 0x0907, manufacturer: "Honeywell", name: "Barcode Scanner",
                    serial: "P-0001")
            )
        case "dcttech":
            return (
                FakeHIDRelay(channels: options.channels),
                USBIdentity(
                    vendor: 0x16C0, product: 0x05DF, manufacturer: "www.dcttech.com",
                    name: "USBRelay\(options.channels)")
            )
        default: return makeHIDThermometer(name, options)
        }
    }
}
