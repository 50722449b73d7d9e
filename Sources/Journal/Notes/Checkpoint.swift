/// The head of a log at a size: origin, size and root, as the text of a note (C2SP tlog-checkpoint 1.0.0).
public struct Checkpoint: Hashable, Sendable {
    /// The name of the log, which is the name of the gate's identity key.
    public var origin: String
    /// The number of records.
    public var size: UInt64
    /// The root of the tree of these records.
    public var root: Hash256

    /// A checkpoint of these parts.
    public init(origin: String, size: UInt64, root: Hash256) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The text that is signed: origin, decimal size, base64 root, each with a newline.
    public var text: String {
        String(decoding: textBytes, as: UTF8.self)
    }

    var textBytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(origin.utf8.count + 68)
        append(to: &out)
        return out
    }

    /// Appends the text, so that a writer can use one buffer for all.
    func append(to out: inout [UInt8]) {
        out.append(contentsOf: origin.utf8)
        out.append(0x0A)
        out.append(contentsOf: String(size).utf8)
        out.append(0x0A)
        out.append(contentsOf: root.base64.utf8)
        out.append(0x0A)
    }

    /// The checkpoint of a note's text. Lines after the third are extensions of other logs and are ignored.
    ///
    /// - Throws: if a line is missing, or not in its one canonical form.
    public init(text: String) throws(MalformedError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, NoteSignature.isValid(name: lines[0]) else {
            throw MalformedError("checkpoint", "it has not the lines origin, size and root")
        }
        guard let size = UInt64(canonical: lines[1]) else {
            throw MalformedError("checkpoint", "'\(lines[1])' is not a size")
        }
        guard let root = Hash256(base64: lines[2]) else {
            throw MalformedError("checkpoint", "'\(lines[2])' is not a root")
        }
        self.init(origin: String(lines[0]), size: size, root: root)
    }
}

extension UInt64 {
    /// The number of decimal digits without sign or leading zeroes, up to 2^63-1 as other tools hold it; `nil` for
    /// anything else.
    init?(canonical text: some StringProtocol) {
        guard let value = UInt64(text), value <= UInt64(Int64.max), String(value) == text else { return nil }
        self = value
    }
}
