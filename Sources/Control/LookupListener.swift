/// Who answers questions about codes: the uplink. Lives on the loop's thread.
public final class LookupListener {
    /// So many bytes may wait for the listener: some hundred questions. One who does not read those answers none.
    public static let backlog = 128 << 10

    private let responder: VarlinkResponder

    /// A listener who is told by `responder`.
    public init(responder: VarlinkResponder) {
        self.responder = responder
    }

    /// Who it is.
    public var caller: CallerIdentity { responder.caller }

    /// Whether questions can be told: the listener is there, and reads.
    public var isOpen: Bool { responder.isOpen && responder.waiting <= Self.backlog }

    /// Tells a question. The message is overwritten when it was handed on, and so is what waits for the socket when it
    /// was written; `code` itself is the caller's to overwrite.
    public func tell(_ lookup: Lookup, code: UnsafeRawBufferPointer) {
        guard isOpen, let empty = try? VarlinkReply.message(parameters: LookupsReply(lookup: lookup), continues: true),
            let place = Self.place(in: empty)
        else { return }
        var message: [UInt8] = []
        // Room for all of it at once: growing would leave copies behind.
        message.reserveCapacity(empty.count + (code.count + 2) / 3 * 4)
        message += empty[..<place]
        Self.appendBase64(code, to: &message)
        message += empty[place...]
        responder.stream(message: message)
        Wipe.overwrite(&message)
    }

    /// Between the quotes of the code, which is empty. No text of JSON can hold what is looked for: its quotes would be
    /// escaped.
    private static func place(in message: [UInt8]) -> Int? {
        let mark = Array(#""code":"""#.utf8)
        let last = message.count - mark.count
        guard last >= 0, let start = (0...last).first(where: { message[$0...].starts(with: mark) }) else { return nil }
        return start + mark.count - 1
    }

    /// RFC 4648 §4, written straight into the message, so that no other copy is made.
    private static func appendBase64(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (rest > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(alphabet[Int(word >> 18 & 63)])
            text.append(alphabet[Int(word >> 12 & 63)])
            text.append(rest > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
            text.append(rest > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "="))
            index += 3
        }
    }
}
