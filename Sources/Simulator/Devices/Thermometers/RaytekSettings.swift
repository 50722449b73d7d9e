/// What is set inside a Raytek sensor: for skin, in °C, without gain and offset, asked and not bursting.
struct RaytekSettings: Hashable, Sendable {
    /// The answer to what it does not understand.
    static let refusal = "*Syntax Error"

    /// Whether temperatures are in Fahrenheit.
    private(set) var isFahrenheit = false
    /// What it takes the object's for.
    private(set) var emissivity = 0.98
    /// What it multiplies the object with (DG).
    private(set) var gain = 1.0
    /// What it adds to the object then, in °C (DO).
    var offset = 0.0
    /// Whether lines come by themselves.
    private(set) var bursts = false
    /// What stands in them.
    private(set) var content = "UTIE"

    /// What came of a command.
    struct Change: Hashable, Sendable {
        /// The answer, without its mark.
        var answer: String
        /// Whether it lasts without power: with `=`, not with `#`.
        var isSaved: Bool
    }

    /// Obeys `E=0.975` or `E#0.975`; `nil` when there is no such setting, or no such value of it.
    mutating func set(_ text: Substring) -> Change? {
        guard let mark = text.firstIndex(where: { $0 == "=" || $0 == "#" }) else { return nil }
        let name = String(text[..<mark])
        let value = text[text.index(after: mark)...]
        switch name {
        case "U":
            guard value == "C" || value == "F" else { return nil }
            isFahrenheit = value == "F"
        case "V":
            guard value == "P" || value == "B" else { return nil }
            bursts = value == "B"
        case "$":
            guard !value.isEmpty, Set(value).count == value.count, value.allSatisfy("UTIE".contains) else { return nil }
            content = String(value)
        case "E":
            guard let number = Self.number(value, 0.1...1.1) else { return nil }
            emissivity = number
        case "DG":
            guard let number = Self.number(value, 0.8...1.2) else { return nil }
            gain = number
        case "DO":
            guard let number = Self.number(value, -200...200) else { return nil }
            offset = isFahrenheit ? number / 1.8 : number
        default: return nil
        }
        return Change(answer: name + (self.value(of: name) ?? ""), isSaved: text[mark] == "=")
    }

    /// A setting as it stands in an answer; `nil` when there is none of this name.
    func value(of name: String) -> String? {
        switch name {
        case "U": isFahrenheit ? "F" : "C"
        case "V": bursts ? "B" : "P"
        case "$": content
        case "E": Self.decimal(emissivity, 3)
        case "DG": Self.decimal(gain, 4)
        case "DO": Self.decimal(isFahrenheit ? offset * 1.8 : offset, 1)
        default: nil
        }
    }

    /// Four hexadecimal digits.
    static func hex(_ word: UInt16) -> String {
        let digits = String(word, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A number with so many decimals, and zeros before it until it has at least so many digits in front of its point.
    static func decimal(_ number: Double, _ decimals: Int, digits: Int = 1) -> String {
        let scale = (0..<decimals).reduce(1) { value, _ in value * 10 }
        let scaled = Int((number * Double(scale)).rounded())
        let whole = "\(scaled.magnitude / UInt(scale))"
        let fraction = "\(UInt(scale) + scaled.magnitude % UInt(scale))".dropFirst()
        let zeros = String(repeating: "0", count: max(0, digits - whole.count - (scaled < 0 ? 1 : 0)))
        return (scaled < 0 ? "-" : "") + zeros + whole + "." + fraction
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Double>) -> Double? {
        guard let number = Double(text), range.contains(number) else { return nil }
        return number
    }
}
