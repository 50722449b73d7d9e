import Admission
import Codes
import Crypto
import Journal
import Wire

/// Keys, leaves and an enrolment that are the same in every run.
enum Samples {
    static let origin = "gatehouse.test/jiabao/west"

    static func key(_ fill: UInt8) -> Curve25519.Signing.PrivateKey {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: fill, count: 32))
        else {
            preconditionFailure("32 bytes are always an Ed25519 seed")
        }
        return key
    }

    static func agreementKey(_ fill: UInt8) -> Curve25519.KeyAgreement.PrivateKey {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: [UInt8](repeating: fill, count: 32))
        else { preconditionFailure("32 bytes are always an X25519 key") }
        return key
    }

    static func root() throws -> NoteSigner {
        try NoteSigner(name: "committee.test/root", key: key(9))
    }

    static func cosigner() throws -> Cosigner {
        try Cosigner(name: "desk.test/cosigner", key: key(7))
    }

    static func enrolment() throws -> Enrolment {
        let epochName = Enrolment.epochName(origin: origin, epoch: 1)
        return try Enrolment(
            origin: origin, site: "嘉宝梦之星", gate: "west",
            identity: NoteSigner(name: origin, key: key(1)).verifier, firstEpoch: 1,
            epochKey: NoteSigner(name: epochName, key: key(2)).verifier,
            sealing: [SealingKey(month: "2026-11", key: agreementKey(3).publicKey)],
            upstreams: [cosigner().verifier], clients: [Hash256(of: "certificate")])
    }

    static func leaf(_ number: UInt64) -> Leaf {
        Leaf(
            kind: .entry, verdict: .admit, category: .resident, lane: 1,
            time: UnixTime(microseconds: 1_795_000_000_000_000 + Int64(number)), clock: .synchronised,
            uptime: Instant(nanoseconds: number), reasons: Reasons(.temperatureNormal), detailLength: 3,
            detailDigest: Hash256(of: "abc"), sealedLength: 0, sealedDigest: .emptyTree, policy: .zero)
    }
}
