internal import SwiftASN1

/// The times of a certificate (RFC 5280 §4.1.2.5), also in forms that DER does not allow: without seconds, with an
/// offset.
enum CertificateTime {
    /// The time of a `UTCTime` or `GeneralizedTime`.
    static func read(_ node: ASN1Node) -> UnixTime? {
        guard let bytes = node.bytes, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        let rest = String(text.dropFirst(digits.count))
        var number = String(digits) ?? ""
        switch node.identifier {
        case .utcTime:
            // RFC 5280: 50 to 99 are of the last century.
            number = (number < "50" ? "20" : "19") + number
        case .generalizedTime: break
        default: return nil
        }
        if number.utf8.count == 12 { number += "00" }
        guard number.utf8.count == 14 else { return nil }
        let parts = Array(number)
        func part(_ range: Range<Int>) -> String { String(parts[range]) }
        let date = part(0..<4) + "-" + part(4..<6) + "-" + part(6..<8)
        let time = part(8..<10) + ":" + part(10..<12) + ":" + part(12..<14)
        return UnixTime(lenient: date + "T" + time + rest)
    }
}
