import Codes
import Crypto
import FoundationEssentials

/// What an epoch-close record certifies: the detail's `next` is the number of the next epoch, `key` its public key. Such a
/// detail is never erased.
struct EpochCertificate {
    let epoch: UInt32
    let key: NoteVerifier

    init(_ detail: some Collection<UInt8>, origin: String) throws(MalformedError) {
        try self.init(RecordDetail.decode(detail), origin: origin)
    }

    init(_ detail: CBORValue, origin: String) throws(MalformedError) {
        guard let number = detail["next"]?.integer, let epoch = UInt32(exactly: number),
            let bytes = detail["key"]?.bytes,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { throw MalformedError("epoch-close record", "it names no key") }
        self.epoch = epoch
        self.key = NoteVerifier(
            name: Enrolment.epochName(origin: origin, epoch: epoch), algorithm: .ed25519, key: key)
    }
}
