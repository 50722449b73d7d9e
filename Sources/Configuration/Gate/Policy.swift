import Admission
import Codes
import Crypto
import Wire

extension GateConfiguration {
    /// Everything that decides verdicts, and nothing else, as canonical text: one line for each value, in a fixed order,
    /// defaults written out. Two configurations that decide alike give the same text, however they are written.
    public var policyText: String {
        var lines = ["gatehouse-policy/1", "timezone \(site.timezone)"]
        lines += measurement.policyLines
        for lane in lanes { lines += lane.policyLines }
        for category in Category.allCases where category != .none {
            let needs = rules[category] ?? Needs.builtIn(for: category)
            lines.append((["rules", category.name] + needs.all.map(\.name)).joined(separator: " "))
        }
        for resolver in resolvers { lines += resolver.policyLines }
        return lines.joined(separator: "\n") + "\n"
    }

    /// SHA-256 of `policyText`, 32 bytes: what every record names as the policy that decided it.
    public var policyHash: [UInt8] { Array(SHA256.hash(data: Array(policyText.utf8))) }
}

extension MeasurementSettings {
    /// Durations are in milliseconds, temperatures in °C as the shortest text that reads back the same.
    fileprivate var policyLines: [String] {
        [
            "threshold \(threshold)", "window \(window.lowerBound) \(window.upperBound)",
            "ambient \(ambient.lowerBound) \(ambient.upperBound)", "samples \(sampleCount)",
            "span \(minimumSpan.policyText)", "band \(band)", "presence \(presenceSeparation) \(presenceFloor)",
            "calibration-required \(calibrationRequired)", "silence \(silence.policyText)",
            "departure \(departureFrames)", "jump \(jump)",
            "patience \(windowPatience.policyText) \(stabilityPatience.policyText)",
            "ambient-lifetime \(ambientLifetime.policyText)",
        ]
    }
}

extension LaneSettings {
    /// The order in which spans and categories are written decides nothing, so they are sorted.
    fileprivate var policyLines: [String] {
        let spans = hours.ranges.map { [$0.opens, $0.closes == 0 ? 1440 : $0.closes] }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let served = categories.sorted { $0.rawValue < $1.rawValue }
        return [
            "lane \(number) \(name) \(direction.rawValue)",
            "  minutes " + spans.map { "\($0[0])-\($0[1])" }.joined(separator: " "),
            "  categories " + served.map(\.name).joined(separator: " "),
            "  default \(defaultCategory.name)",
            "  fail sensor \(failRules.sensor.rawValue) journal \(failRules.journal.rawValue)"
                + " clock \(failRules.clock.rawValue) code \(failRules.code.rawValue)",
            "  window \(window.policyText)", "  retest \(retestPause.policyText)",
        ]
    }
}

extension ResolverFamily {
    /// Which codes are asked about, and for how long an answer counts. What the answers mean is the uplink's to know.
    fileprivate var policyLines: [String] {
        ["resolver \(name) cache \(cacheSeconds) s"]
            + shapes.map {
                "  codes \($0.alphabet.rawValue) \($0.lengths.lowerBound)-\($0.lengths.upperBound) \($0.prefix)"
            }
    }
}

extension Duration {
    fileprivate var policyText: String { "\(nanoseconds / 1_000_000) ms" }
}
