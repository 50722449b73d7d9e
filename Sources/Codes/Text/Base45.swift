/// Base45 (RFC 9285): bytes in the characters that a QR code packs two into eleven bits.
public enum Base45 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
    private static let unknown: UInt8 = 0xff
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: unknown, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// `bytes` as Base45: three characters for two bytes, two for a last single one.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 2 * 3 + 2)
        var index = 0
        while index + 1 < bytes.count {
            let number = Int(bytes[index]) << 8 | Int(bytes[index + 1])
            text.append(alphabet[number % 45])
            text.append(alphabet[number / 45 % 45])
            text.append(alphabet[number / 2025])
            index += 2
        }
        if index < bytes.count {
            text.append(alphabet[Int(bytes[index]) % 45])
            text.append(alphabet[Int(bytes[index]) / 45])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for; `nil` for a character outside the alphabet, three characters above 65535, two
    /// above 255, or one alone at the end. No two texts give the same bytes.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 3 * 2 + 1)
        var number = 0
        var place = 1
        for character in text {
            let value = values[Int(character)]
            guard value != unknown else { return nil }
            number += Int(value) * place
            if place < 2025 {
                place *= 45
                continue
            }
            guard number <= 0xffff else { return nil }
            bytes.append(UInt8(number >> 8))
            bytes.append(UInt8(number & 0xff))
            number = 0
            place = 1
        }
        switch place {
        case 1: return bytes
        case 2025 where number <= 0xff: return bytes + [UInt8(number)]
        default: return nil
        }
    }
}
