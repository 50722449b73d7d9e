/// A whole number of decimal fractions as text, without the detour over binary fractions.
enum DecimalText {
    /// `value` / 10^`decimals`, with all its decimals: 98 and 2 give `0.98`, −5 and 1 give `-0.5`. `decimals` is 1 to 9.
    static func text(_ value: Int, decimals: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (value < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
