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
        let measurement = readMeasurement(root.section("temperature"), root.section("measurement"))
        let rules = readRules(root.section("rules"))
        let sections = root.sections("lane", limit: laneLimit)
        if !root.has("lane") { root.missing("[[lane]]", example: "[[lane]] with name = \"west-in\" below it") }
        let lanes = sections.enumerated().map { index, section in
            LaneSettings.read(section, number: UInt16(index + 1), measurement: measurement, rules: rules)
        }
        sections.reportDoubles(what: "lane")
        let devices = readDevices(root, lanes: lanes, folder: context.folder)
        warnOfBlindLanes(sections, lanes: lanes, devices: devices)
        let site = readSite(root.section("site"), context)
        return GateConfiguration(
            site: site, measurement: measurement, lanes: lanes, devices: devices,
            rules: rules, resolvers: readResolvers(root, site: site),
            journal: readJournal(root.section("journal"), folder: context.folder),
            identity: .read(root.section("identity"), folder: context.folder, standard: .credential("identity.seed")),
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

    private static func readMeasurement(_ temperature: Section, _ measurement: Section) -> MeasurementSettings {
        defer { [temperature, measurement].forEach { $0.finish() } }
        var settings = MeasurementSettings()
        settings.threshold = temperature.number("threshold", in: 35...40, default: settings.threshold, unit: "°C")
        // Beyond these a skin temperature is a fault of the sensor, not a person's.
        settings.window = temperature.bounds("window", in: 20...50, default: settings.window, unit: "°C")
        settings.ambient = temperature.bounds("ambient", in: -40...60, default: settings.ambient, unit: "°C")
        settings.calibrationRequired = temperature.boolean(
            "calibration_required", default: settings.calibrationRequired)
        if !settings.window.contains(settings.threshold) {
            temperature.error(
                temperature.has("window") ? "window" : "threshold",
                "the threshold \(settings.threshold) °C is outside the window"
                    + " \(settings.window.lowerBound) to \(settings.window.upperBound) °C",
                remedy: "make the window hold the threshold, as in: window = [34.0, 42.0]")
        }
        settings.sampleCount = measurement.integer("samples", in: 3...100, default: settings.sampleCount)
        settings.minimumSpan = .milliseconds(
            measurement.integer("duration_ms", in: 500...10_000, default: 500, unit: "ms"))
        settings.band = measurement.number("band", in: 0.05...2, default: settings.band, unit: "°C")
        settings.presenceSeparation = measurement.number(
            "presence_separation", in: 0.5...10, default: settings.presenceSeparation, unit: "°C")
        settings.presenceFloor = measurement.number(
            "presence_floor", in: 20...34, default: settings.presenceFloor, unit: "°C")
        return settings
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

    private static func readRules(_ section: Section) -> [Category: Needs] {
        var rules: [Category: Needs] = [:]
        for (word, category) in categoryWords where section.value(word) != nil {
            let rule = section.section(word)
            let needs = rule.words("needs", of: Need.allCases.map { ($0.name, $0) })
            if needs == nil, !rule.has("needs") { rule.missing("needs", example: "[\"temperature\"]") }
            rules[category] = Needs(needs ?? [])
            rule.finish()
        }
        section.finish()
        return rules
    }

    private static func readDevices(
        _ root: Section, lanes: [LaneSettings], folder: String
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
        _ sections: [Section], lanes: [LaneSettings], devices: [DeviceConfiguration]
    ) {
        for (lane, section) in zip(lanes, sections)
        where !devices.contains(where: { $0.role == .thermometer && $0.lane == lane.name }) {
            section.warning(
                "name", "lane \"\(lane.name)\" has no thermometer: whoever needs a temperature is held for the guard",
                remedy: "add a [[device]] with role = \"thermometer\" and lane = \"\(lane.name)\"")
        }
    }
}
