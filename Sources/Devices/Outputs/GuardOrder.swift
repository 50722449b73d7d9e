import Wire

/// What the daemon tells the guard process, one message each, as text: `ARM 1500 A00100A1,A00200A2 relay-1`
/// (milliseconds, the bytes of each write, device; the port's descriptor travels with it) and `DISARM relay-1`.
enum GuardOrder: Hashable {
    case arm(device: String, off: [[UInt8]], limit: Duration)
    case disarm(device: String)

    /// The longest message: 33 writes for 32 channels of an output, each a few bytes in hexadecimal (17 characters where
    /// each has 8 bytes), and a device's name.
    static let longest = 4096

    init?(_ message: ArraySlice<UInt8>) {
        let words = String(decoding: message, as: UTF8.self).split(separator: " ", maxSplits: 3)
        switch words.first {
        case "ARM" where words.count == 4:
            guard let limit = UInt32(words[1]), let off = Self.writes(words[2]) else { return nil }
            self = .arm(device: String(words[3]), off: off, limit: .milliseconds(limit))
        case "DISARM" where words.count > 1:
            self = .disarm(device: words.dropFirst().joined(separator: " "))
        default:
            return nil
        }
    }

    var message: [UInt8] {
        switch self {
        case .arm(let device, let off, let limit):
            let writes = off.map(Self.digits).joined(separator: ",")
            return Array("ARM \(limit.nanoseconds / 1_000_000) \(writes) \(device)".utf8)
        case .disarm(let device):
            return Array("DISARM \(device)".utf8)
        }
    }

    /// The bytes of each write; `nil` when there is none, or one of them has none.
    private static func writes(_ text: Substring) -> [[UInt8]]? {
        var writes: [[UInt8]] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let bytes = try? HexBytes.parse(Array(word.utf8)), !bytes.isEmpty else { return nil }
            writes.append(bytes)
        }
        return writes
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
