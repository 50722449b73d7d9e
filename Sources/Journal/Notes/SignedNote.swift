/// A text with signatures below it (C2SP signed-note 1.0.0).
public struct SignedNote: Hashable, Sendable {
    /// The text that is signed; it ends in a newline.
    public var text: String
    /// The signatures, in their order; none of them is checked by being here.
    public var signatures: [NoteSignature]

    /// The most bytes of a note that are read: an enrolment with its lists of keys is the largest that there is.
    public static let maximumByteCount = 256 * 1024
    /// The most signatures of a note that are read; the specification asks for at least 16.
    public static let maximumSignatureCount = 64

    /// A note of these parts.
    public init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// The note as text, ready for a file or a request.
    public var encoded: String {
        signatures.reduce(into: text + "\n") { $0 += $1.line }
    }

    /// The note of outside text.
    public init(_ encoded: String) throws(MalformedError) {
        try self.init(bytes: Array(encoded.utf8))
    }

    /// The note of outside bytes.
    ///
    /// - Throws: if they are too many, not UTF-8, hold control characters, or have not the form of a note.
    public init(bytes: some Collection<UInt8>) throws(MalformedError) {
        let bytes = Array(bytes)
        guard bytes.count <= Self.maximumByteCount else {
            throw MalformedError("note", "\(bytes.count) bytes are more than \(Self.maximumByteCount)")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == Self.newline }) else {
            throw MalformedError("note", "it holds a control character")
        }
        guard let end = Self.endOfText(bytes), bytes.last == Self.newline else {
            throw MalformedError("note", "it has no blank line before its signatures, or does not end in a newline")
        }
        guard let text = String(validating: bytes[..<end], as: UTF8.self),
            let block = String(validating: bytes[(end + 1)...], as: UTF8.self)
        else { throw MalformedError("note", "it is not UTF-8") }
        self.text = text
        signatures = try Self.signatures(block)
    }

    /// The signature lines of a block of them, such as a desk's answer to an append.
    public static func signatures(_ block: String) throws(MalformedError) -> [NoteSignature] {
        guard block.utf8.last == newline else { throw MalformedError("note", "the signatures end without a newline") }
        let lines = block.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count <= maximumSignatureCount else {
            throw MalformedError("note", "\(lines.count) signatures are more than \(maximumSignatureCount)")
        }
        var signatures: [NoteSignature] = []
        for line in lines { signatures.append(try NoteSignature(line: line)) }
        return signatures
    }

    private static let newline = UInt8(ascii: "\n")

    /// The number of bytes of the text: up to and with the newline before the last blank line.
    private static func endOfText(_ bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index >= 1 {
            if bytes[index] == newline, bytes[index - 1] == newline { return index < bytes.count - 1 ? index : nil }
            index -= 1
        }
        return nil
    }
}
