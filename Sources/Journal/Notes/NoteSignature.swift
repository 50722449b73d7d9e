import Codes

/// One signature line of a note: who, which key, and the signature (C2SP signed-note).
public struct NoteSignature: Hashable, Sendable {
    /// The kinds of signature that Gatehouse makes and checks; the raw value is the type byte of C2SP signed-note.
    public enum Algorithm: UInt8, Hashable, Sendable {
        /// Ed25519 over the text of the note.
        case ed25519 = 0x01
        /// Timestamped Ed25519 witness cosignature (C2SP tlog-cosignature, `cosignature/v1`).
        case cosignature = 0x04
    }

    /// The name of the key.
    public var name: String
    /// The short identifier of the key.
    public var keyID: UInt32
    /// The signature, without the key identifier.
    public var signature: [UInt8]

    /// A signature line of these parts.
    public init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// The line as it stands in the note, with its newline.
    public var line: String {
        let identified = withUnsafeBytes(of: keyID.bigEndian) { Array($0) } + signature
        return "\u{2014} \(name) \(Base64.encode(identified))\n"
    }

    /// The signature of one line.
    ///
    /// - Parameter line: without its newline.
    public init(line: some StringProtocol) throws(MalformedError) {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", Self.isValid(name: parts[1]) else {
            throw MalformedError("signature line", "it is not '\u{2014} NAME BASE64'")
        }
        guard let bytes = Base64.decode(parts[2].utf8), bytes.count > 4 else {
            throw MalformedError("signature line", "the signature of \(parts[1]) is not base64 of 5 bytes or more")
        }
        name = String(parts[1])
        keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes.dropFirst(4))
    }

    /// Whether `name` may be the name of a key: not empty, without spaces, control characters or `+`.
    public static func isValid(name: some StringProtocol) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }

    /// The identifier of a key: the first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key).
    public static func keyID(name: String, algorithm: Algorithm, publicKey: some Sequence<UInt8>) -> UInt32 {
        let hash = Hash256(of: Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey)
        return hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// What a cosignature signs: two lines of its own, then the text of the note.
    static func cosignedMessage(_ text: String, seconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }
}
