import Admission

extension LaneSettings {
    static func read(
        _ section: Section, number: UInt16, measurement: MeasurementSettings, rules: [Category: Needs]
    ) -> LaneSettings {
        defer { section.finish() }
        var lane = LaneSettings(number: number, name: section.name("name", example: "\"west-in\""))
        lane.direction = section.word("direction", of: Direction.allCases.map { ($0.rawValue, $0) }, default: .in)
        lane.hours = readHours(section)
        readCategories(section, &lane)
        lane.failRules = readFailRules(section)
        lane.window = .seconds(section.integer("window_s", in: 5...300, default: 20, unit: "s"))
        lane.measurement = measurement
        lane.needs = rules
        return lane
    }

    private static func readCategories(_ section: Section, _ lane: inout LaneSettings) {
        let words = GateConfiguration.categoryWords
        if let categories = section.words("categories", of: words) {
            lane.categories = Set(categories)
            if categories.isEmpty {
                section.error(
                    "categories", "serves nobody", remedy: "name at least one, as in: categories = [\"resident\"]")
            }
        }
        // Where residents are not served, nobody is taken for one.
        let usual = lane.categories.contains(.resident) ? Category.resident : .none
        lane.defaultCategory = section.word(
            "default", of: words + [(Category.none.name, Category.none)], default: usual)
        if lane.defaultCategory != .none, !lane.categories.contains(lane.defaultCategory) {
            section.error(
                "default", "\"\(lane.defaultCategory.name)\" is not among the lane's categories",
                remedy: "add it to categories, or write \"\(usual.name)\"")
        }
    }

    private static func readFailRules(_ section: Section) -> FailRules {
        let words = FailRule.allCases.map { ($0.rawValue, $0) }
        guard case .table? = section.value("fail")?.content else {
            let rule = section.word("fail", of: words, default: .hold)
            var rules = FailRules()
            (rules.sensor, rules.journal, rules.clock, rules.code) = (rule, rule, rule, rule)
            return rules
        }
        let inner = section.section("fail")
        defer { inner.finish() }
        var rules = FailRules()
        rules.sensor = inner.word("sensor", of: words, default: .hold)
        rules.journal = inner.word("journal", of: words, default: .hold)
        rules.clock = inner.word("clock", of: words, default: .hold)
        rules.code = inner.word("code", of: words, default: .hold)
        return rules
    }

    private static func readHours(_ section: Section) -> OpeningHours {
        guard let texts = section.strings("hours") else { return .always }
        if texts.isEmpty {
            section.error("hours", "the lane never opens", remedy: "write hours = [\"00:00-24:00\"], or remove the key")
        }
        let ranges = texts.compactMap { text, place -> MinuteRange? in
            if let range = MinuteRange(text) { return range }
            section.findings.error(
                file: place.file, line: place.line, key: section.path("hours"),
                "\"\(text)\" is not a span of a day",
                remedy: "write it as \"07:00-09:00\", or \"22:00-06:00\" past midnight")
            return nil
        }
        return OpeningHours(ranges)
    }
}
