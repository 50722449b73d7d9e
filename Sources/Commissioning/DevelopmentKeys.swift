import Codes
import Crypto
import FoundationEssentials
import Journal

/// The keys of a development site.
struct DevelopmentKeys {
    /// The name of the gate's log. A part of it is random, so that no two sites are taken for each other; `.invalid`
    /// (RFC 2606) names nothing that there is.
    let origin: String
    let identity = Curve25519.Signing.PrivateKey()
    let epoch = Curve25519.Signing.PrivateKey()
    let rootKey = Curve25519.Signing.PrivateKey()
    let root: NoteSigner
    let cosignerKey = Curve25519.Signing.PrivateKey()
    let cosigner: Cosigner
    let sealing: [(month: String, key: Curve25519.KeyAgreement.PrivateKey)]
    let passIssuer: JWK

    /// The name that passes are issued under.
    static let issuerName = "gatehouse DEVELOPMENT committee"
    static let siteName = "嘉宝梦之星 (DEVELOPMENT)"
    static let gateName = "west"
    private static let firstEpoch: UInt32 = 1
    /// This month and the next twelve.
    private static let sealingMonths = 13

    init(at time: UnixTime) throws(CommissioningError) {
        let label = Hexadecimal.encode((0..<4).map { _ in UInt8.random(in: 0...255) })
        let base = "gatehouse-development.invalid/\(label)"
        origin = "\(base)/\(Self.gateName)"
        sealing = Self.months(from: time).map { ($0, Curve25519.KeyAgreement.PrivateKey()) }
        do {
            root = try NoteSigner(name: base + "/committee", key: rootKey)
            cosigner = try Cosigner(name: base + "/desk", key: cosignerKey)
            passIssuer = try JWK.generate(.ed25519, issuer: Self.issuerName)
        } catch {
            throw .material(what: "the site's keys", why: "\(error)")
        }
    }

    /// The enrolment of the gate, signed by the committee's root key.
    func enrolment(clientCertificate der: [UInt8]) throws(CommissioningError) -> SignedNote {
        do {
            var keys: [SealingKey] = []
            for (month, key) in sealing { keys.append(try SealingKey(month: month, key: key.publicKey)) }
            let enrolment = try Enrolment(
                origin: origin, site: Self.siteName, gate: Self.gateName,
                identity: NoteSigner(name: origin, key: identity).verifier, firstEpoch: Self.firstEpoch,
                epochKey: NoteSigner(name: Enrolment.epochName(origin: origin, epoch: Self.firstEpoch), key: epoch)
                    .verifier,
                sealing: keys, upstreams: [cosigner.verifier], clients: [Hash256(of: der)])
            return try enrolment.signed(by: root)
        } catch {
            throw .material(what: "the enrolment", why: "\(error)")
        }
    }

    /// The months as `2026-11`, in UTC, from that of `time` on.
    static func months(from time: UnixTime) -> [String] {
        let (year, month, _) = CivilDate.fields(of: time)
        return (0..<sealingMonths).map { offset in
            let index = Int(year) * 12 + month - 1 + offset
            let (year, month) = (index / 12, index % 12 + 1)
            return "\(year)-\(month < 10 ? "0" : "")\(month)"
        }
    }
}

/// Dates of the proleptic Gregorian calendar in UTC.
enum CivilDate {
    /// Year, month (1 to 12) and day (1 to 31) of `time`. The algorithm is `civil_from_days` of Howard Hinnant's
    /// "chrono-Compatible Low-Level Date Algorithms".
    static func fields(of time: UnixTime) -> (year: Int64, month: Int, day: Int) {
        let days = (time.seconds >= 0 ? time.seconds : time.seconds - 86_399) / 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5) + 1
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
