public import Codes
public import Crypto
import FoundationEssentials

/// A public key that checks signatures or cosignatures of notes under a name, and its text form, the `vkey`:
/// `NAME+KEYID+BASE64(type ‖ public key)`.
public struct NoteVerifier: Sendable {
    /// The name of the key.
    public let name: String
    /// Whether it signs or cosigns.
    public let algorithm: NoteSignature.Algorithm
    /// The identifier of the key.
    public let keyID: UInt32
    /// The Ed25519 public key.
    public let key: Curve25519.Signing.PublicKey

    /// What a note says under this key.
    public enum Finding: Hashable, Sendable {
        /// The key has not signed the note.
        case absent
        /// There is a line of the key whose signature is wrong: somebody made it up, or the text was changed.
        case invalid
        /// The key has signed the note; a cosignature says when.
        case valid(UnixTime?)
    }

    /// A verifier of these parts.
    public init(name: String, algorithm: NoteSignature.Algorithm, key: Curve25519.Signing.PublicKey) {
        self.name = name
        self.algorithm = algorithm
        self.key = key
        keyID = NoteSignature.keyID(name: name, algorithm: algorithm, publicKey: key.rawRepresentation)
    }

    /// The text form of the key.
    public var vkey: String {
        let hexadecimal = withUnsafeBytes(of: keyID.bigEndian) { Hexadecimal.encode(Array($0)) }
        return "\(name)+\(hexadecimal)+\(Base64.encode([algorithm.rawValue] + key.rawRepresentation))"
    }

    /// The verifier of a key in text form.
    ///
    /// - Throws: if the text is not a key, its kind is not known, or its identifier is not that of the key.
    public init(vkey: String) throws(MalformedError) {
        let parts = vkey.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, NoteSignature.isValid(name: parts[0]), parts[1].utf8.count == 8,
            let id = UInt32(parts[1], radix: 16), let bytes = Base64.decode(parts[2].utf8), let type = bytes.first
        else { throw MalformedError("vkey", "'\(vkey)' is not NAME+KEYID+BASE64") }
        guard let algorithm = NoteSignature.Algorithm(rawValue: type) else {
            throw MalformedError("vkey", "key type \(type) of '\(vkey)' is not known (1 and 4 are)")
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes.dropFirst()) else {
            throw MalformedError("vkey", "the key of '\(vkey)' is not an Ed25519 public key of 32 bytes")
        }
        self.init(name: String(parts[0]), algorithm: algorithm, key: key)
        guard keyID == id else { throw MalformedError("vkey", "the identifier of '\(vkey)' is not that of its key") }
    }

    /// What `note` says under this key. Lines of other keys are ignored; of several lines of this key all must be right.
    public func finding(in note: SignedNote) -> Finding {
        var finding = Finding.absent
        for line in note.signatures where line.name == name && line.keyID == keyID {
            guard case .valid(let time) = check(line, note.text) else { return .invalid }
            finding = .valid(time)
        }
        return finding
    }

    /// Whether the note is signed or cosigned by this key, rightly.
    public func isSigned(_ note: SignedNote) -> Bool {
        if case .valid = finding(in: note) { true } else { false }
    }

    /// Whether `signature` is this key's signature of exactly these bytes.
    func isValid(_ signature: UnsafeRawBufferPointer, of message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }

    private func check(_ line: NoteSignature, _ text: String) -> Finding {
        switch algorithm {
        case .ed25519:
            return key.isValidSignature(line.signature, for: Array(text.utf8)) ? .valid(nil) : .invalid
        case .cosignature:
            guard line.signature.count == 8 + 64 else { return .invalid }
            let seconds = line.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard let signed = Int64(exactly: seconds) else { return .invalid }
            let message = NoteSignature.cosignedMessage(text, seconds: seconds)
            guard key.isValidSignature(line.signature.dropFirst(8), for: message) else { return .invalid }
            return .valid(UnixTime(seconds: signed))
        }
    }
}

extension NoteVerifier: Hashable {
    /// Whether both are the same key under the same name for the same purpose.
    public static func == (left: NoteVerifier, right: NoteVerifier) -> Bool {
        left.vkey == right.vkey
    }

    /// Hashes the text form.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(vkey)
    }
}
