import Wire

/// What the daemon tells the guard process, one message each, as text: `ARM 1500 A00100A1 relay-1` (milliseconds, bytes,
/// device; the port's descriptor travels with it) and `DISARM relay-1`.
enum GuardOrder: Hashable {
    case arm(device: String, off: [UInt8], limit: Duration)
    case disarm(device: String)

    /// The longest message: 32 channels of an output, each with a few bytes in hexadecimal, and a device's name.
    static let longest = 4096

    init?(_ message: ArraySlice<UInt8>) {
        let words = String(decoding: message, as: UTF8.self).split(separator: " ", maxSplits: 3)
        switch words.first {
        case "ARM" where words.count == 4:
            guard let limit = UInt32(words[1]), let off = try? HexBytes.parse(Array(words[2].utf8)), !off.isEmpty else {
                return nil
            }
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
            let digits = off.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
            return Array("ARM \(limit.nanoseconds / 1_000_000) \(digits) \(device)".utf8)
        case .disarm(let device):
            return Array("DISARM \(device)".utf8)
        }
    }
}
