/// What of a person's data the gate may keep and show: masked by characters as people see them (grapheme clusters), and
/// nothing at all where the text is too short to hide anything.
public enum Masking {
    /// What stands for a hidden character.
    public static let star: Character = "*"

    /// The longest text that is masked, in characters; what is longer is no name and no number.
    public static let longest = 64

    /// A name with its first character only, and its last where it has more than two: `张*`, `张*丰`, `J***n`. A name that
    /// is masked already stays as it is; a single character is hidden whole.
    public static func name(_ name: String) -> String? {
        let letters = characters(name)
        guard !letters.isEmpty, letters.count <= longest else { return nil }
        if letters.contains(star) { return String(letters) }
        switch letters.count {
        case 1: return String(star)
        case 2: return String([letters[0], star])
        default:
            let hidden = [Character](repeating: star, count: letters.count - 2)
            return String([letters[0]] + hidden + [letters[letters.count - 1]])
        }
    }

    /// A phone number with its first three and last four digits (`138****1234`); of a shorter one, the last two.
    public static func phone(_ number: String) -> String? {
        ends(number, head: 3, tail: 4, least: 11) ?? ends(number, head: 0, tail: 2, least: 5)
    }

    /// A document's number with its first three and last four characters (`310***********1234`), as the 15 and 18 digits
    /// of identity cards allow; of a shorter one (a passport), the last two.
    public static func document(_ number: String) -> String? {
        ends(number, head: 3, tail: 4, least: 15) ?? ends(number, head: 0, tail: 2, least: 6)
    }

    /// The last four digits of a number; `nil` when it has fewer, or hides them.
    public static func tail(_ number: String) -> String? {
        let last = characters(number).suffix(4)
        guard last.count == 4, last.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return String(last)
    }

    private static func ends(_ number: String, head: Int, tail: Int, least: Int) -> String? {
        let digits = characters(number)
        guard digits.count >= least, digits.count <= longest else { return nil }
        if digits.contains(star) { return String(digits) }
        let hidden = [Character](repeating: star, count: digits.count - head - tail)
        return String(digits.prefix(head) + hidden + digits.suffix(tail))
    }

    private static func characters(_ text: String) -> [Character] {
        Array(NameForm.normalised(text).prefix(longest + 1))
    }
}
