import Admission
import Wire

extension DeviceConfiguration {
    static func read(_ section: Section, lanes: [LaneSettings], folder: String) -> DeviceConfiguration {
        defer { section.finish() }
        let model = readDriver(section)
        let role = readRole(section, model)
        var device = DeviceConfiguration(
            name: section.name("name", example: "\"thermo-1\""), role: role, driver: model?.name ?? "",
            lane: readLane(section, role, lanes), match: .read(section, folder: folder),
            baud: section.only(model.map { $0.transports.contains(.serial) } ?? true, "baud", ofDriver: model) {
                section.integer(
                    "baud", in: 300...4_000_000, default: model.map { Int($0.defaultBaud) } ?? 9600,
                    unit: "bits per second")
            } ?? 9600)
        device.transport = readTransport(section, model)
        let keys = DriverKeys(section: section, role: role, model: model)
        device.readScanner(keys)
        device.readOutput(keys)
        device.readThermometer(keys)
        device.address = keys.read("address", of: nil) {
            section.has("address") ? section.integer("address", in: 0...255, default: 0) : nil
        }.flatMap { $0 }.flatMap { UInt8(exactly: $0) }
        device.profile = keys.read("profile", of: nil) { readProfile(section, model) }.flatMap { $0 }
        return device
    }

    private mutating func readScanner(_ keys: DriverKeys) {
        let section = keys.section
        terminators = keys.read("terminator", of: .scanner) { Self.readTerminators(section) }.flatMap { $0 } ?? .newline
        idleMilliseconds =
            keys.read("idle_ms", of: .scanner) {
                section.integer("idle_ms", in: 20...2000, default: 300, unit: "ms")
            } ?? 300
        aim = keys.read("aim", of: .scanner) { section.word("aim", default: .optional) } ?? .optional
        commands = keys.read("commands", of: .scanner) { section.word("commands", default: .none) } ?? .none
        altDigits = keys.read("alt", of: .scanner) { section.word("alt", default: .unicode) } ?? .unicode
    }

    private mutating func readOutput(_ keys: DriverKeys) {
        let section = keys.section
        channel = keys.read("channel", of: .output) { section.integer("channel", in: 1...32, default: 1) } ?? 1
        // What an output is limited to, whatever it is told: a contact is never closed for longer.
        pulseMilliseconds =
            keys.read("pulse_ms", of: .output) {
                section.integer("pulse_ms", in: 100...5000, default: 1000, unit: "ms")
            } ?? 1000
    }

    private mutating func readThermometer(_ keys: DriverKeys) {
        let section = keys.section
        mode = keys.read("mode", of: .thermometer) { section.word("mode", default: .object) } ?? .object
        if mode == .body, role == .thermometer {
            section.warning(
                "mode",
                "readings are made of the object temperature, which the device then does not send: nobody is measured",
                remedy: "write mode = \"object\"; body is for looking at the maker's own formula")
        }
        let standard = keys.model.map { Int($0.warmUp.components.seconds) } ?? 0
        warmUpSeconds =
            section.only(role == .thermometer || role == .ambient, "warm_up_s") {
                section.integer("warm_up_s", in: 0...3600, default: standard, unit: "seconds")
            } ?? 0
    }

    private static func readTransport(_ section: Section, _ model: DriverModel?) -> TransportKind? {
        let words: [(String, TransportKind?)] = [("auto", nil)] + TransportKind.allCases.map { ($0.rawValue, $0) }
        let kind = section.word("transport", of: words, default: nil)
        if let kind, let model, !model.transports.contains(kind) {
            let known = Spelling.list(model.transports.map { "\"\($0.rawValue)\"" } + ["\"auto\""])
            section.error(
                "transport", "the driver \"\(model.name)\" does not speak over \(kind.rawValue)",
                remedy: "write \(known)")
        }
        return kind
    }

    private static func readProfile(_ section: Section, _ model: DriverModel?) -> String? {
        guard section.has("profile") else {
            _ = section.value("profile")
            return nil
        }
        if let model, !model.profiles.isEmpty {
            return section.word("profile", of: model.profiles.map { ($0, $0) }, default: model.profiles[0])
        }
        return section.optionalString("profile")
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

/// Reads keys that mean something to some roles and drivers only.
private struct DriverKeys {
    let section: Section
    let role: DeviceConfiguration.Role
    let model: DriverModel?

    /// Reads `key` if the device has the role, or any for `nil`, and its driver heeds the key.
    func read<Value>(_ key: String, of role: DeviceConfiguration.Role?, _ read: () -> Value) -> Value? {
        // An ambient reference is a thermometer that measures no people.
        let fits = role == nil || role == self.role || (role == .thermometer && self.role == .ambient)
        guard fits else { return section.only(false, key) { nil } }
        return section.only(model.map { $0.settings.contains(key) } ?? true, key, ofDriver: model, read)
    }
}

extension Section {
    /// Reads `key` if it applies; a key that means nothing for the role of the device, or for its driver, is an error.
    fileprivate func only<Value>(
        _ applies: Bool, _ key: String, ofDriver driver: DriverModel? = nil, _ read: () -> Value?
    ) -> Value? {
        if applies { return read() }
        guard value(key) != nil else { return nil }
        let whose = driver.map { "the driver \"\($0.name)\"" } ?? "the role of this device"
        error(key, "means nothing for \(whose)", remedy: "remove it")
        return nil
    }

    /// One of the words of an enumeration.
    fileprivate func word<Value: CaseIterable & RawRepresentable<String>>(
        _ key: String, default standard: Value
    ) -> Value {
        word(key, of: Value.allCases.map { ($0.rawValue, $0) }, default: standard)
    }
}
