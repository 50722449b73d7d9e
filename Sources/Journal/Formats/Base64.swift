/// Base64 of RFC 4648 §4, strict: one encoding for each value. Foundation's decoder accepts several, which would let a
/// signed line be changed without the change being seen.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()
    private static let padding = UInt8(ascii: "=")

    /// The padded base64 of `bytes`.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends the padded base64 of `bytes` as ASCII.
    static func append(_ bytes: some Collection<UInt8>, to out: inout [UInt8]) {
        var index = bytes.startIndex
        func next() -> UInt8? {
            guard index < bytes.endIndex else { return nil }
            defer { bytes.formIndex(after: &index) }
            return bytes[index]
        }
        while let first = next() {
            let second = next()
            let third = next()
            let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            out.append(alphabet[Int(group >> 18)])
            out.append(alphabet[Int(group >> 12 & 63)])
            out.append(second == nil ? padding : alphabet[Int(group >> 6 & 63)])
            out.append(third == nil ? padding : alphabet[Int(group & 63)])
        }
    }

    /// The bytes of canonical, padded base64 without white space; `nil` for anything else.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let input = Array(text.utf8)
        guard input.count % 4 == 0 else { return nil }
        var padded = 0
        while padded < 2, padded < input.count, input[input.count - 1 - padded] == padding { padded += 1 }
        var out: [UInt8] = []
        out.reserveCapacity(input.count / 4 * 3)
        var group: UInt32 = 0
        for (position, character) in input.enumerated() {
            let value = position >= input.count - padded ? 0 : values[Int(character)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            guard position % 4 == 3 else { continue }
            out.append(UInt8(truncatingIfNeeded: group >> 16))
            out.append(UInt8(truncatingIfNeeded: group >> 8))
            out.append(UInt8(truncatingIfNeeded: group))
            group = 0
        }
        // The bits under the padding must be zero, or two texts would mean the same bytes.
        guard out.suffix(padded).allSatisfy({ $0 == 0 }) else { return nil }
        out.removeLast(padded)
        return out
    }
}
