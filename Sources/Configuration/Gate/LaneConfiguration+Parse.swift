import Admission

extension LaneConfiguration {
    static func read(_ section: Section, number: UInt16) -> LaneConfiguration {
        defer { section.finish() }
        let words = GateConfiguration.categoryWords
        let categories = section.words("categories", of: words) ?? [.resident, .delivery, .returnee, .visitor, .staff]
        if categories.isEmpty, section.has("categories") {
            section.error(
                "categories", "serves nobody", remedy: "name at least one, as in: categories = [\"resident\"]")
        }
        let usual = categories.contains(.resident) ? .resident : categories.first ?? .resident
        let standard = section.word("default", of: words, default: usual)
        if !categories.isEmpty, !categories.contains(standard) {
            section.error(
                "default", "\"\(standard.name)\" is not among the lane's categories",
                remedy: "add it to categories, or write \"\(usual.name)\"")
        }
        return LaneConfiguration(
            name: section.name("name", example: "\"west-in\""), number: number,
            direction: section.word("direction", of: Direction.allCases.map { ($0.rawValue, $0) }, default: .in),
            hours: readHours(section), categories: categories, defaultCategory: standard,
            fail: section.word("fail", of: FailRule.allCases.map { ($0.rawValue, $0) }, default: .hold),
            windowSeconds: section.integer("window_s", in: 5...300, default: 20, unit: "s"))
    }

    private static func readHours(_ section: Section) -> [OpeningHours] {
        let always = [OpeningHours("00:00-24:00")].compactMap(\.self)
        guard let texts = section.strings("hours") else { return always }
        if texts.isEmpty {
            section.error("hours", "the lane never opens", remedy: "write hours = [\"00:00-24:00\"], or remove the key")
        }
        return texts.compactMap { text, place in
            if let hours = OpeningHours(text) { return hours }
            section.findings.error(
                file: place.file, line: place.line, key: section.path("hours"),
                "\"\(text)\" is not a span of a day",
                remedy: "write it as \"07:00-09:00\", or \"22:00-06:00\" past midnight")
            return nil
        }
    }
}
