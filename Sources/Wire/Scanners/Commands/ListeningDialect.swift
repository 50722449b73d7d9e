/// The answers of every family, for somebody who listens without knowing which scanner speaks: a capture seldom says.
/// Nothing is sent.
struct ListeningDialect: ScannerDialect {
    private let families: [any ScannerDialect] = [GM65Dialect(mode: nil), HoneywellDialect(), NewlandDialect()]

    func command(for request: DeviceRequest) -> ScannerCommand? { nil }

    /// A whole answer of one family wins over what may yet become one of another, and that over a broken one.
    func match(_ bytes: [UInt8], atLineStart: Bool) -> AnswerMatch {
        families.map { $0.match(bytes, atLineStart: atLineStart) }.max { Self.rank($0) < Self.rank($1) } ?? .none
    }

    func isFragment(_ line: [UInt8]) -> Bool { families.contains { $0.isFragment(line) } }

    private static func rank(_ match: AnswerMatch) -> Int {
        switch match {
        case .none: 0
        case .broken: 1
        case .possible: 2
        case .partial: 3
        case .whole: 4
        }
    }
}
