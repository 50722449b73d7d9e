public import Admission
import Crypto

extension Need {
    /// What each category needs where the configuration says nothing: the table of the design's story.
    public static func builtIn(for category: Category) -> Set<Need> {
        switch category {
        case .none: []
        case .resident, .staff: [.temperature]
        case .delivery: [.temperature, .healthCode, .registration, .confirmation]
        case .returnee: [.temperature, .healthCode, .tripCode, .registration, .report]
        case .visitor: [.temperature, .healthCode, .tripCode, .registration]
        case .observed: [.temperature, .confirmation, .report]
        }
    }
}

extension GateConfiguration {
    /// What `category` needs: the configured rule, or the built-in one.
    public func needs(of category: Category) -> Set<Need> {
        rules[category] ?? Need.builtIn(for: category)
    }

    /// Everything that decides verdicts, and nothing else, as canonical text: one line for each value, in a fixed order,
    /// defaults written out. Two configurations that decide alike give the same text, however they are written.
    public var policyText: String {
        var lines = ["gatehouse-policy/1", "timezone \(site.timezone)"]
        lines.append("threshold \(temperature.threshold)")
        lines.append("window \(temperature.window.lowerBound) \(temperature.window.upperBound)")
        lines.append("ambient \(temperature.ambient.lowerBound) \(temperature.ambient.upperBound)")
        lines.append("calibration-required \(temperature.calibrationRequired)")
        lines.append("measurement \(measurement.samples) \(measurement.durationMilliseconds) ms \(measurement.band)")
        for lane in lanes {
            lines.append("lane \(lane.number) \(lane.name) \(lane.direction.rawValue)")
            // The order in which spans and categories are written decides nothing.
            lines.append("  hours " + lane.hours.map(\.text).sorted().joined(separator: " "))
            lines.append(
                "  categories "
                    + lane.categories.sorted { $0.rawValue < $1.rawValue }.map(\.name)
                    .joined(separator: " "))
            lines.append("  default \(lane.defaultCategory.name)")
            lines.append("  fail \(lane.fail.rawValue)")
            lines.append("  window \(lane.windowSeconds) s")
        }
        for category in Category.allCases where category != .none {
            let needs = needs(of: category)
            lines.append(
                "rules \(category.name) "
                    + Need.allCases.filter(needs.contains).map(\.rawValue)
                    .joined(separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// SHA-256 of `policyText`, 32 bytes: what every record names as the policy that decided it.
    public var policyHash: [UInt8] { Array(SHA256.hash(data: Array(policyText.utf8))) }
}
