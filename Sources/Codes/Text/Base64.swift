/// Base64 with its padding (RFC 4648 §4).
public enum Base64 {
    private static let alphabet = Base64Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// `bytes` as Base64, padded.
    public static func encode(_ bytes: [UInt8]) -> String {
        alphabet.encode(bytes, padded: true)
    }

    /// The bytes of `text`; `nil` unless it is exactly what `encode` would have written for them.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        alphabet.decode(text, padded: true)
    }
}

/// Base64url without padding (RFC 4648 §5, as JOSE uses it).
public enum Base64URL {
    private static let alphabet = Base64Alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// `bytes` as Base64url, not padded.
    public static func encode(_ bytes: [UInt8]) -> String {
        alphabet.encode(bytes, padded: false)
    }

    /// The bytes of `text`; `nil` unless it is exactly what `encode` would have written for them.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        alphabet.decode(text, padded: false)
    }
}

/// The work that both alphabets share.
private struct Base64Alphabet {
    private static let padding = UInt8(ascii: "=")
    private static let unknown: UInt8 = 0xff

    private let characters: [UInt8]
    private let values: [UInt8]

    init(_ alphabet: String) {
        characters = Array(alphabet.utf8)
        var values = [UInt8](repeating: Self.unknown, count: 256)
        for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var held: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                text.append(characters[Int(bits >> held & 63)])
            }
        }
        if held > 0 { text.append(characters[Int(bits << (6 - held) & 63)]) }
        if padded { while text.count % 4 != 0 { text.append(Self.padding) } }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: some Sequence<UInt8>, padded: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var held: UInt32 = 0
        var count = 0
        var pads = 0
        for character in text {
            if padded && character == Self.padding {
                pads += 1
                continue
            }
            let value = values[Int(character)]
            guard value != Self.unknown, pads == 0 else { return nil }
            count += 1
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        // One character alone holds no byte, and bits left over must be zero: else two texts would be the same bytes.
        guard count % 4 != 1, bits & ((1 << held) - 1) == 0 else { return nil }
        guard pads == (padded ? (4 - count % 4) % 4 : 0) else { return nil }
        return bytes
    }
}
