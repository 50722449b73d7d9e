/// The text of a SMART Health Card: from the characters of the QR code to those of the JWS.
struct SHCText: Sendable {
    /// The characters of the JWS, or of a piece of it.
    let characters: [UInt8]
    /// Which piece of how many this is, when the issuer cut the card up.
    let chunk: (index: Int, count: Int)?
    /// Whether the text was the JWS itself.
    let isBare: Bool

    /// The scheme of the URI, in the two ways in which scanners send it.
    static let prefixes = ["shc:/", "SHC:/"]
    /// The beginning of every JWS with a minified header: `{"` in Base64url.
    static let barePrefix = "eyJ"
    /// The character that the digits 00 stand for.
    private static let lowest = UInt8(ascii: "-")

    /// Reads the text; `nil` when its digits are none, or stand for a character that no JWS has, or the numbers of its
    /// chunk make no sense.
    init?(_ text: ArraySlice<UInt8>) {
        isBare = text.starts(with: Self.barePrefix.utf8)
        if isBare {
            characters = Array(text)
            chunk = nil
            return
        }
        var parts = text.dropFirst(Self.prefixes[0].utf8.count)
            .split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        if parts.count == 3 {
            guard let index = Self.ordinal(parts[0]), let count = Self.ordinal(parts[1]), index <= count else {
                return nil
            }
            chunk = (index, count)
            parts.removeFirst(2)
        } else {
            chunk = nil
        }
        guard parts.count == 1, let characters = Self.characters(parts[0]), !characters.isEmpty else { return nil }
        self.characters = characters
    }

    /// Whether the text begins as a card in digits does.
    static func hasPrefix(_ text: ArraySlice<UInt8>) -> Bool {
        prefixes.contains { text.starts(with: $0.utf8) }
    }

    /// A number from 1 to 99, without a leading zero. A card that fits into its decompression limit has far fewer chunks.
    private static func ordinal(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...2).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        var number = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            number = number * 10 + value
        }
        return number
    }

    private static func value(of digit: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) ? Int(digit - UInt8(ascii: "0")) : nil
    }

    /// Two digits for each character: its code less that of the minus sign.
    private static func characters(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var characters: [UInt8] = []
        characters.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index < digits.endIndex {
            guard let tens = value(of: digits[index]), let ones = value(of: digits[index + 1]) else { return nil }
            let character = UInt8(tens * 10 + ones) + lowest
            guard isJWS(character) else { return nil }
            characters.append(character)
            index += 2
        }
        return characters
    }

    /// Whether a compact JWS can have the character: Base64url's, and the dot.
    private static func isJWS(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
