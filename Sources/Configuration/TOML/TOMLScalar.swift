/// Values of TOML that are one word: booleans, numbers, dates and times.
enum TOMLScalar {
    /// What the word means; `nil` when it means nothing, or a number is larger than 64 bits.
    static func read(_ text: String) -> PlacedValue.Content? {
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: break
        }
        let bytes = Array(text.utf8)
        if let integer = prefixed(text) { return .integer(integer) }
        if isMoment(bytes) { return .moment }
        return number(text, bytes)
    }

    /// `0x1a86`, `0o644`, `0b101`, without a sign.
    private static func prefixed(_ text: String) -> Int? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            guard let digits = joined(Array(text.dropFirst(2).utf8), where: TOMLParser.isHexadecimal) else {
                return nil
            }
            return Int(digits, radix: radix)
        }
        return nil
    }

    private static func number(_ text: String, _ bytes: [UInt8]) -> PlacedValue.Content? {
        let signed = bytes.first.map { "+-".utf8.contains($0) } ?? false
        let sign = bytes.first == UInt8(ascii: "-") ? "-" : ""
        let body = signed ? Array(bytes.dropFirst()) : bytes
        switch String(decoding: body, as: UTF8.self) {
        case "inf": return .number(sign.isEmpty ? .infinity : -.infinity)
        case "nan": return .number(.nan)
        default: break
        }
        let whole = Array(body.prefix { isDigit($0) || $0 == UInt8(ascii: "_") })
        guard let digits = joined(whole, where: isDigit), digits.count == 1 || digits.first != "0" else { return nil }
        var rest = body.dropFirst(whole.count)
        if rest.isEmpty { return Int(sign + digits).map { .integer($0) } }
        var float = sign + digits
        if rest.first == UInt8(ascii: ".") {
            let part = Array(rest.dropFirst().prefix { isDigit($0) || $0 == UInt8(ascii: "_") })
            guard let fraction = joined(part, where: isDigit) else { return nil }
            float += "." + fraction
            rest = rest.dropFirst(part.count + 1)
        }
        if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
            var part = Array(rest.dropFirst())
            float += "e"
            if let sign = part.first, "+-".utf8.contains(sign) { float += String(UnicodeScalar(part.removeFirst())) }
            guard let power = joined(part, where: isDigit) else { return nil }
            float += power
            rest = []
        }
        guard rest.isEmpty, let value = Double(float) else { return nil }
        return .number(value)
    }

    /// The digits without the underscores between them; `nil` when an underscore is not between two digits.
    private static func joined(_ bytes: [UInt8], where isDigit: (UInt8) -> Bool) -> String? {
        let parts = bytes.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else { return nil }
        return String(decoding: parts.joined(), as: UTF8.self)
    }

    /// Whether the word has the shape of a date or a time: `2026-11-23…` or `07:00:00…`. Its numbers are not looked at.
    private static func isMoment(_ bytes: [UInt8]) -> Bool {
        let allowed = Array("0123456789-:.+TtZz ".utf8)
        guard bytes.count >= 8, bytes.allSatisfy(allowed.contains) else { return false }
        let digits = bytes.map(isDigit)
        let isDate = bytes.count >= 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
        let isTime = bytes[2] == UInt8(ascii: ":") && bytes[5] == UInt8(ascii: ":")
        return isDate
            ? digits[..<4].allSatisfy(\.self) && digits[5] && digits[6] && digits[8] && digits[9]
            : isTime && digits[0] && digits[1] && digits[3] && digits[4] && digits[6] && digits[7]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
