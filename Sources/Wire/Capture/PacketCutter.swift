/// Cuts the bytes of a capture that does not say where packets end.
///
/// Hex text has lines: a line that is a whole number of packets is cut into them; lines that only together are one are
/// joined (hex dumps break lines where they like); what never adds up is one packet for each line.
public struct PacketCutter: Sendable {
    private let lengths: [Int]
    private var lines: [[UInt8]] = []
    private var count = 0
    private var line: [UInt8] = []

    /// What is held at most until it must add up.
    public static let longest = 64 << 10

    /// A cutter for packets of one of `lengths` bytes, the usual one first.
    public init(lengths: [Int]) {
        self.lengths = lengths.filter { $0 > 0 }
    }

    /// The packets that `bytes` complete. Raw bytes are one long line.
    public mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        line += bytes
        // With one length there is nothing to decide.
        if lengths.count == 1, lines.isEmpty {
            let whole = line.count / lengths[0] * lengths[0]
            defer { line.removeFirst(whole) }
            return cut(Array(line.prefix(whole)), to: lengths[0])
        }
        return line.count >= Self.longest ? endLine() : []
    }

    /// A line of hex text ended.
    public mutating func endLine() -> [[UInt8]] {
        guard !line.isEmpty else { return [] }
        lines.append(line)
        count += line.count
        line = []
        if let length = lengths.first(where: { count.isMultiple(of: $0) }) {
            defer { forget() }
            return cut(lines.flatMap { $0 }, to: length)
        }
        return count >= Self.longest ? flush() : []
    }

    /// The input ended.
    public mutating func finish() -> [[UInt8]] {
        let cut = endLine()
        return cut.isEmpty ? flush() : cut
    }

    private mutating func flush() -> [[UInt8]] {
        defer { forget() }
        return lines
    }

    private mutating func forget() {
        lines = []
        count = 0
    }

    private func cut(_ bytes: [UInt8], to length: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: length).map { Array(bytes[$0..<min($0 + length, bytes.count)]) }
    }
}
