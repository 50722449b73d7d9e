/// Quantities in the words of people.
enum Words {
    /// `1 lane`, `3 lanes`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A duration in seconds with the two units that say most: `0.1 s`, `42 s`, `3 min 5 s`, `4 h 0 min`, `2 d 7 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "a very long time" }
        if seconds < 10 { return decimal(max(seconds, 0), 1) + " s" }
        let whole = Int(seconds)
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        case ..<86_400: return "\(whole / 3600) h \(whole / 60 % 60) min"
        default: return "\(whole / 86_400) d \(whole / 3600 % 24) h"
        }
    }

    /// A latency in µs: `40 µs`, `0.9 ms`, `12 ms`.
    static func latency(_ microseconds: Int) -> String {
        switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<10_000: decimal(Double(microseconds) / 1000, 1) + " ms"
        default: "\(microseconds / 1000) ms"
        }
    }

    /// Bytes in powers of 1024: `512 B`, `4.0 KiB`, `1.5 GiB`.
    static func bytes(_ count: Int) -> String {
        var value = Double(count)
        for unit in ["B", "KiB", "MiB", "GiB", "TiB"] {
            if value < 1024 { return unit == "B" ? "\(count) B" : decimal(value, 1) + " " + unit }
            value /= 1024
        }
        return decimal(value, 1) + " PiB"
    }

    /// A temperature: `36.52 °C`.
    static func celsius(_ degrees: Double) -> String {
        decimal(degrees, 2) + " °C"
    }

    /// A number with so many decimals, rounded to the nearest.
    static func decimal(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        guard let scaled = Int(exactly: (value.magnitude * scale).rounded()) else { return "\(value)" }
        let whole = scaled / Int(scale)
        let fraction = String(scaled % Int(scale))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + "\(whole)" }
        return sign + "\(whole)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
