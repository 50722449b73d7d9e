/// One file of the trust directory: where it is in it, and what it holds.
public struct TrustFile: Hashable, Sendable {
    /// The path below the trust directory, such as `gh1/committee.jwk`.
    public let path: String
    /// The file's bytes.
    public let bytes: [UInt8]

    /// A file.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// Why a trust directory was not taken; the one before it stays in force.
public struct TrustError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the file below the trust directory.
    public let path: String
    /// What is wrong with it.
    public let problem: String
    /// What to do.
    public let remedy: String

    /// The file, what is wrong, and what to do.
    public var description: String { "trust/\(path): \(problem); \(remedy)" }
}
