/// Puts together a card that its issuer cut into several QR codes (`shc:/1/3/…`), which newer cards are not any more.
///
/// A verification looks at one scan and keeps nothing, so that a chunk alone is `unsupported`. Who sees the scans of one
/// person one after the other gives each of them here too, and verifies what comes out. Nothing in a chunk says to which
/// card it belongs: the chunks have to be forgotten when the person has gone.
public struct SHCChunks: Sendable {
    private var count = 0
    private var pieces: [Int: [UInt8]] = [:]

    /// Nothing collected.
    public init() {}

    /// The numbers of the chunks that are still to come; empty when none has been seen.
    public var missing: [Int] {
        count == 0 ? [] : (1...count).filter { pieces[$0] == nil }
    }

    /// Takes a scan, whatever it is; other codes change nothing. A chunk that does not fit to those before it, because
    /// it is one of another number of chunks, or another one of the same number, is the first of another card.
    /// - Returns: the whole card, as the JWS that it is, when this was the last chunk that was missing.
    public mutating func add(_ scan: [UInt8]) -> [UInt8]? {
        let code = CodeReader.strip(scan[...])
        guard code.count <= CodeReader.longestCode, SHCText.hasPrefix(code), let text = SHCText(code),
            let chunk = text.chunk, chunk.count > 1
        else { return nil }
        if chunk.count != count || pieces[chunk.index].map({ $0 != text.characters }) ?? false { forget() }
        count = chunk.count
        pieces[chunk.index] = text.characters
        // More could not be verified as one code.
        guard pieces.values.reduce(0, { $0 + $1.count }) <= CodeReader.longestCode else {
            forget()
            return nil
        }
        guard missing.isEmpty else { return nil }
        defer { forget() }
        return (1...count).flatMap { pieces[$0] ?? [] }
    }

    /// Forgets what was collected, for the next person.
    public mutating func forget() {
        count = 0
        pieces = [:]
    }
}
