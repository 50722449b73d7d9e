/// A code could not be read; nothing is said of its truth.
public struct CodeFailure: Error, Hashable, Sendable {
    /// The stage that failed.
    public let stage: CodeStage
    /// `invalid`, or `unsupported` for a code of a kind that this version does not know.
    public let outcome: CodeOutcome

    /// A failure of a stage.
    public init(_ stage: CodeStage, outcome: CodeOutcome = .invalid) {
        self.stage = stage
        self.outcome = outcome
    }
}

/// One kind of code: how it is recognised, read and verified. Everything here is pure, so that a line of text, a trust
/// snapshot and a time always give the same answer.
public protocol Scheme: Sendable {
    /// What reading a code gives.
    associatedtype Decoded

    /// The scheme's name in documents and JSON, such as `gh1`.
    var name: String { get }

    /// What its codes begin with. Of several schemes, the one with the longest prefix that fits takes the code.
    var prefixes: [String] { get }

    /// How many bytes of `code` its prefix takes; `nil` when the code is not of this scheme.
    func recognises(_ code: ArraySlice<UInt8>) -> Int?

    /// Reads a code with its prefix, without keys and within bounds. The reader has stripped the framing and checked the
    /// length.
    func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded

    /// Verifies what was read.
    func verify(_ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality) -> Verification

    /// What makes the code unique in this scheme, however it was written down: two texts of the same signed content have
    /// the same identity. `nil` leaves it to the text.
    func identity(of decoded: Decoded) -> [UInt8]?
}

extension Scheme {
    /// The text is the identity.
    public func identity(of decoded: Decoded) -> [UInt8]? { nil }

    /// The length of the longest prefix that `code` begins with, in bytes; `nil` when the code is not of this scheme.
    public func recognises(_ code: ArraySlice<UInt8>) -> Int? {
        prefixes.filter { code.starts(with: $0.utf8) }.map(\.utf8.count).max()
    }
}
