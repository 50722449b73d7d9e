import Codes
import Crypto
import FoundationEssentials

extension Enrolment {
    /// The JSON as it is signed.
    private struct Text: Codable {
        struct Epoch: Codable {
            var number: UInt32
            var key: String
        }
        struct Sealing: Codable {
            var month: String
            var key: String
        }
        var format: String
        var origin: String
        var site: String
        var gate: String
        var identity: String
        var epoch: Epoch
        var sealing: [Sealing]
        var upstreams: [String]
        var clients: [String]
    }

    /// The text to sign: JSON with sorted keys and a newline at the end.
    public func text() throws(MalformedError) -> String {
        let text = Text(
            format: Self.format, origin: origin, site: site, gate: gate, identity: identity.vkey,
            epoch: Text.Epoch(number: firstEpoch, key: epochKey.vkey),
            sealing: sealing.map { Text.Sealing(month: $0.month, key: Base64.encode(Array($0.key.rawRepresentation))) },
            upstreams: upstreams.map(\.vkey), clients: clients.map(\.description))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(text), as: UTF8.self) + "\n"
        } catch {
            throw MalformedError("enrolment", "it cannot be written as JSON: \(error)")
        }
    }

    /// The note that the committee's root key signs.
    public func signed(by root: NoteSigner) throws(MalformedError) -> SignedNote {
        let text = try text()
        return SignedNote(text: text, signatures: [try root.sign(text)])
    }

    /// The enrolment of a note.
    ///
    /// - Parameter root: the committee's root key; without it nothing says that the committee wrote this, which is right
    ///   only where the file itself is trusted.
    /// - Throws: if the root key has not signed the note, or the text is not an enrolment.
    public init(_ note: SignedNote, root: NoteVerifier?) throws(MalformedError) {
        let subject = "enrolment"
        if let root, !root.isSigned(note) {
            throw MalformedError(subject, "it is not signed by the committee's root key \(root.name)")
        }
        let text: Text
        do {
            text = try JSONDecoder().decode(Text.self, from: Data(note.text.utf8))
        } catch {
            throw MalformedError(subject, "the text is not the JSON of an enrolment: \(error)")
        }
        guard text.format == Self.format else {
            throw MalformedError(subject, "the format '\(text.format)' is not \(Self.format)")
        }
        var sealing: [SealingKey] = []
        for entry in text.sealing {
            guard let bytes = Base64.decode(entry.key.utf8),
                let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes)
            else { throw MalformedError(subject, "the sealing key of \(entry.month) is not an X25519 key in base64") }
            sealing.append(try SealingKey(month: entry.month, key: key))
        }
        var upstreams: [NoteVerifier] = []
        for vkey in text.upstreams { upstreams.append(try NoteVerifier(vkey: vkey)) }
        var clients: [Hash256] = []
        for client in text.clients {
            guard let hash = Hash256(hexadecimal: client) else {
                throw MalformedError(subject, "the client '\(client)' is not SHA-256 in hexadecimal")
            }
            clients.append(hash)
        }
        try self.init(
            origin: text.origin, site: text.site, gate: text.gate, identity: NoteVerifier(vkey: text.identity),
            firstEpoch: text.epoch.number, epochKey: NoteVerifier(vkey: text.epoch.key), sealing: sealing,
            upstreams: upstreams, clients: clients)
    }
}
