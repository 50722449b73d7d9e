/// Times as the services in the field write them.
enum ResolverTime {
    /// RFC 3339; `2022-07-08 11:11:39`, `2022.07.08 11:11:39`, `2022/07/08`, `20220708111139` in the local time of the
    /// service; seconds or milliseconds since 1970. A day alone is its first moment.
    static func read(_ text: String, utcOffset: Int) -> UnixTime? {
        if let time = UnixTime(rfc3339: text) { return time }
        guard text.utf8.count <= 32 else { return nil }
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }
        let isNumber = digits.count == text.utf8.count
        if isNumber, digits.count == 10 || digits.count == 13 {
            let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return digits.count == 10 ? UnixTime(seconds: number) : UnixTime(microseconds: number * 1000)
        }
        guard let pattern = isNumber ? digits : padded(text) else { return nil }
        guard pattern.count == 8 || pattern.count == 14 else { return nil }
        let all = pattern + [UInt8](repeating: 0x30, count: 14 - pattern.count)
        func part(_ range: Range<Int>) -> String { String(decoding: all[range], as: UTF8.self) }
        let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z"
        return UnixTime(rfc3339: date)?.adding(seconds: Int64(-utcOffset))
    }

    /// The digits of a date with separators, each part as wide as it has to be.
    private static func padded(_ text: String) -> [UInt8]? {
        let separators = Set("-./: T".utf8)
        let parts = text.utf8.split(whereSeparator: separators.contains)
        guard parts.count == 3 || parts.count == 6, parts[0].count == 4 else { return nil }
        var result: [UInt8] = []
        for (index, part) in parts.enumerated() {
            guard part.allSatisfy({ (0x30...0x39).contains($0) }), (1...(index == 0 ? 4 : 2)).contains(part.count)
            else {
                return nil
            }
            if part.count == 1 { result.append(0x30) }
            result += part
        }
        return result
    }
}
