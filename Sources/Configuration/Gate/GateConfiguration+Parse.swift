import Admission

extension GateConfiguration {
    /// The categories that a configuration can name.
    static let categoryWords = Category.allCases.filter { $0 != .none }.map { ($0.name, $0) }

    /// A gate has few lanes and devices; the limits keep a runaway file from making work.
    private static let laneLimit = 64
    private static let deviceLimit = 256

    /// The configuration of the sources laid over each other, the main file first.
    ///
    /// Throws everything that is wrong, not the first.
    public static func parse(
        _ sources: [ConfigurationSource], context: ConfigurationContext
    ) throws(ConfigurationError) -> Configured<GateConfiguration> {
        try ConfigurationParser.run(sources) { root in read(root, context) }
    }

    private static func read(_ root: Section, _ context: ConfigurationContext) -> GateConfiguration {
        let sections = root.sections("lane", limit: laneLimit)
        let lanes = readLanes(root, sections)
        let devices = readDevices(root, lanes: lanes, folder: context.folder)
        warnOfBlindLanes(sections, lanes: lanes, devices: devices)
        return GateConfiguration(
            site: readSite(root.section("site"), context),
            temperature: readTemperature(root.section("temperature")),
            measurement: readMeasurement(root.section("measurement")),
            lanes: lanes, devices: devices, rules: readRules(root.section("rules")),
            journal: readJournal(root.section("journal"), folder: context.folder),
            identity: .read(
                root.section("identity"), folder: context.folder, standard: .credential("identity.seed")),
            trustDirectory: root.section("trust").onlyPath(
                "directory", in: context.folder, default: "/etc/gatehouse/trust"),
            controlSocket: root.section("control").onlyPath(
                "socket", in: context.folder, default: "/run/gatehouse/control"))
    }

    private static func readSite(_ section: Section, _ context: ConfigurationContext) -> SiteConfiguration {
        defer { section.finish() }
        let zone = section.string("timezone", default: "UTC", example: "\"Asia/Shanghai\"")
        let wellFormed = zone.utf8.allSatisfy { byte in
            let scalar = UnicodeScalar(byte)
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "/_+-".unicodeScalars.contains(scalar)
        }
        if !wellFormed || zone.hasPrefix("/") || !context.knowsTimeZone(zone) {
            section.error(
                "timezone", "\"\(zone)\" is not a time zone of this machine",
                remedy: "write a name of the IANA list, as in: timezone = \"Asia/Shanghai\"")
        }
        return SiteConfiguration(
            name: section.string("name", example: "\"嘉宝梦之星\""), gate: section.name("gate", example: "\"west\""),
            timezone: zone)
    }

    private static func readTemperature(_ section: Section) -> TemperatureConfiguration {
        defer { section.finish() }
        let result = TemperatureConfiguration(
            threshold: section.number("threshold", in: 35...40, default: 37.3, unit: "°C"),
            // Beyond these a skin temperature is a fault of the sensor, not a person's.
            window: section.bounds("window", in: 20...50, default: 34.0...42.0, unit: "°C"),
            ambient: section.bounds("ambient", in: -40...60, default: 15.0...35.0, unit: "°C"),
            calibrationRequired: section.boolean("calibration_required", default: true))
        if !result.window.contains(result.threshold) {
            section.error(
                section.has("window") ? "window" : "threshold",
                "the threshold \(result.threshold) °C is outside the window \(result.window) °C",
                remedy: "make the window hold the threshold, as in: window = [34.0, 42.0]")
        }
        return result
    }

    private static func readMeasurement(_ section: Section) -> MeasurementConfiguration {
        defer { section.finish() }
        return MeasurementConfiguration(
            samples: section.integer("samples", in: 3...100, default: 5),
            durationMilliseconds: section.integer("duration_ms", in: 500...10_000, default: 500, unit: "ms"),
            band: section.number("band", in: 0.05...2, default: 0.3, unit: "°C"))
    }

    private static func readJournal(_ section: Section, folder: String) -> JournalConfiguration {
        defer { section.finish() }
        return JournalConfiguration(
            directory: section.path(
                "directory", in: folder, default: "/var/lib/gatehouse/journal",
                example: "\"/var/lib/gatehouse/journal\""),
            keepDays: section.integer("keep_days", in: 1...3650, default: 180, unit: "days"),
            keepFree: section.size("keep_free", in: 0...(1 << 50), default: 512 << 20, example: "512 MiB"))
    }

    private static func readRules(_ section: Section) -> [Category: Set<Need>] {
        var rules: [Category: Set<Need>] = [:]
        for (word, category) in categoryWords where section.value(word) != nil {
            let rule = section.section(word)
            let needs = rule.words("needs", of: Need.allCases.map { ($0.rawValue, $0) })
            if needs == nil, !rule.has("needs") { rule.missing("needs", example: "[\"temperature\"]") }
            rules[category] = Set(needs ?? [])
            rule.finish()
        }
        section.finish()
        return rules
    }

    private static func readLanes(_ root: Section, _ sections: [Section]) -> [LaneConfiguration] {
        if !root.has("lane") { root.missing("[[lane]]", example: "[[lane]] with name = \"west-in\" below it") }
        let lanes = sections.enumerated().map { LaneConfiguration.read($1, number: UInt16($0 + 1)) }
        sections.reportDoubles(what: "lane")
        return lanes
    }

    private static func readDevices(
        _ root: Section, lanes: [LaneConfiguration], folder: String
    ) -> [DeviceConfiguration] {
        let sections = root.sections("device", limit: deviceLimit)
        let devices = sections.map { DeviceConfiguration.read($0, lanes: lanes, folder: folder) }
        sections.reportDoubles(what: "device")
        for (index, device) in devices.enumerated() where device.match != DeviceMatch() {
            guard let other = devices[..<index].first(where: { $0.match == device.match }) else { continue }
            sections[index].error(
                "match", "is the same as that of device \"\(other.name)\"",
                remedy: "give each device what only it has: its port path, serial or interface number")
        }
        return devices
    }

    private static func warnOfBlindLanes(
        _ sections: [Section], lanes: [LaneConfiguration], devices: [DeviceConfiguration]
    ) {
        for (lane, section) in zip(lanes, sections)
        where !devices.contains(where: { $0.role == .thermometer && $0.lane == lane.name }) {
            section.warning(
                "name", "lane \"\(lane.name)\" has no thermometer: whoever needs a temperature is held for the guard",
                remedy: "add a [[device]] with role = \"thermometer\" and lane = \"\(lane.name)\"")
        }
    }
}
