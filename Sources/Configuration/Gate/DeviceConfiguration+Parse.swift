import Admission
import Wire

extension DeviceConfiguration {
    static func read(_ section: Section, lanes: [LaneSettings], folder: String) -> DeviceConfiguration {
        defer { section.finish() }
        let model = readDriver(section)
        let role = readRole(section, model)
        let isScanner = role == .scanner
        let isOutput = role == .output
        return DeviceConfiguration(
            name: section.name("name", example: "\"thermo-1\""), role: role, driver: model?.name ?? "",
            lane: readLane(section, role, lanes), match: .read(section, folder: folder),
            baud: section.integer(
                "baud", in: 300...4_000_000, default: model.map { Int($0.defaultBaud) } ?? 9600, unit: "bits per second"
            ),
            terminators: section.only(isScanner, "terminator") { readTerminators(section) } ?? .newline,
            idleMilliseconds: section.only(isScanner, "idle_ms") {
                section.integer("idle_ms", in: 20...2000, default: 300, unit: "ms")
            } ?? 300,
            aim: section.only(isScanner, "aim") {
                section.word("aim", of: AIMPolicy.allCases.map { ($0.rawValue, $0) }, default: .optional)
            } ?? .optional,
            channel: section.only(isOutput, "channel") { section.integer("channel", in: 1...32, default: 1) } ?? 1,
            pulseMilliseconds: section.only(isOutput, "pulse_ms") {
                section.integer("pulse_ms", in: 50...10_000, default: 1000, unit: "ms")
            } ?? 1000)
    }

    private static func readDriver(_ section: Section) -> DriverModel? {
        guard section.value("driver") != nil else {
            section.missing("driver", example: "\"gy-mcu90614\"")
            return nil
        }
        return section.word("driver", of: DriverCatalogue.models.map { ($0.name, $0) }, default: nil)
    }

    private static func readRole(_ section: Section, _ model: DriverModel?) -> Role {
        let words = Role.allCases.map { ($0.rawValue, $0) }
        guard section.value("role") != nil else {
            section.missing("role", example: "\"\((model?.role ?? .thermometer).rawValue)\"")
            return model?.role ?? .thermometer
        }
        let role = section.word("role", of: words, default: model?.role ?? .thermometer)
        // Any thermometer can serve as the ambient reference.
        let fits = model.map { $0.role == role || ($0.role == .thermometer && role == .ambient) } ?? true
        if let model, !fits {
            section.error(
                "role", "the driver \"\(model.name)\" is for the role \"\(model.role.rawValue)\"",
                remedy: "write role = \"\(model.role.rawValue)\", or another driver")
        }
        return role
    }

    private static func readLane(_ section: Section, _ role: Role, _ lanes: [LaneSettings]) -> String? {
        let names = lanes.map(\.name).filter { !$0.isEmpty }
        guard section.value("lane") != nil else {
            if role != .ambient { section.missing("lane", example: "\"\(names.first ?? "west-in")\"") }
            return nil
        }
        guard let name = section.optionalString("lane") else { return nil }
        if !names.contains(name) {
            let remedy =
                if let nearest = Spelling.nearest(to: name, among: names) { "write \"\(nearest)\"" } else {
                    "add a [[lane]] with that name, or write one of: \(names.joined(separator: ", "))"
                }
            section.error("lane", "there is no lane \"\(name)\"", remedy: remedy)
        }
        return name
    }

    private static func readTerminators(_ section: Section) -> LineTerminators? {
        let words: [(String, LineTerminators)] = [
            ("cr", .cr), ("lf", .lf), ("crlf", .crlf), ("tab", .tab), ("none", .none),
        ]
        guard let read = section.words("terminator", of: words) else { return nil }
        if read.isEmpty || (read.contains(.none) && read.count > 1) {
            section.error(
                "terminator", "\"none\" stands alone, and an empty list says nothing",
                remedy: "write terminator = \"none\" for the idle gap only, or those that the scanner sends")
            return nil
        }
        return read.reduce(into: .none) { $0.formUnion($1) }
    }
}

extension DriverModel {
    /// The role that devices of the driver have.
    fileprivate var role: DeviceConfiguration.Role {
        switch kind {
        case .thermometer: .thermometer
        case .ambient: .ambient
        case .scanner: .scanner
        case .output: .output
        }
    }
}

extension Section {
    /// Reads `key` if the device's role has it; a key that means nothing for the role is an error.
    fileprivate func only<Value>(_ applies: Bool, _ key: String, _ read: () -> Value?) -> Value? {
        if applies { return read() }
        guard value(key) != nil else { return nil }
        error(key, "means nothing for the role of this device", remedy: "remove it")
        return nil
    }
}

extension DeviceMatch {
    static func read(_ device: Section, folder: String) -> DeviceMatch {
        guard device.has("match") else {
            _ = device.value("match")
            device.missing("match", example: "{ path = \"pci-0000:00:14.0-usb-0:1.2:1.0\" }")
            return DeviceMatch()
        }
        let section = device.section("match")
        defer { section.finish() }
        let match = DeviceMatch(
            path: section.optionalString("path"), vendor: section.usbNumber("vendor"),
            product: section.usbNumber("product"), serial: section.optionalString("serial"),
            interface: section.has("interface") ? section.integer("interface", in: 0...255, default: 0) : nil,
            tty: section.optionalPath("tty", in: folder))
        _ = section.value("interface")
        if section.table.entries.isEmpty {
            device.error("match", "matches nothing", remedy: "write path, vendor and product, serial, or tty")
        }
        if section.has("tty"), section.table.entries.count > 1 {
            section.error("tty", "stands alone", remedy: "remove the other attributes, or tty")
        }
        if section.has("vendor") != section.has("product") {
            section.error(
                section.has("vendor") ? "vendor" : "product", "USB ids come in pairs",
                remedy: "write both, as in: vendor = \"1a86\", product = \"7523\"")
        }
        return match
    }
}

extension Section {
    /// A USB id: four hexadecimal digits in quotes, or a number.
    fileprivate func usbNumber(_ key: String) -> UInt16? {
        guard let entry = value(key) else { return nil }
        let number: UInt16? =
            switch entry.content {
            case .integer(let number): UInt16(exactly: number)
            case .string(let text) where text.utf8.count == 4 && text.allSatisfy(\.isHexDigit): UInt16(text, radix: 16)
            default: nil
            }
        if number == nil {
            error(key, "is not a USB id", remedy: "write four hexadecimal digits, as in: \(key) = \"1a86\"")
        }
        return number
    }
}
