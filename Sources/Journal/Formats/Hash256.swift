import Codes
import Crypto

/// A SHA-256 hash: of a tree node, a blob, a policy. A plain value of 32 bytes, so that hashing a tree allocates nothing
/// of its own.
public struct Hash256: Hashable, Sendable, CustomStringConvertible {
    // The bytes in memory order; only ever read and written as raw bytes.
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0

    /// The number of bytes of a hash.
    public static let byteCount = 32

    /// 32 zero bytes, which stand for "nothing before".
    public static let zero = Hash256()

    private init() {}

    /// The hash that these bytes are.
    ///
    /// - Parameter bytes: must be 32 of them; `nil` otherwise.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: bytes) }
    }

    /// The hash stored at `offset` of a buffer that was checked to be long enough.
    init(loading buffer: UnsafeRawBufferPointer, at offset: Int) {
        withUnsafeMutableBytes(of: &self) {
            $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + Self.byteCount]))
        }
    }

    /// SHA-256 of `bytes`.
    public init(of bytes: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        self.init(hasher.finalize())
    }

    /// SHA-256 of `bytes`.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Hash256(of: $0) }
    }

    /// SHA-256 of the UTF-8 of `text`.
    public init(of text: String) {
        self.init(of: Array(text.utf8))
    }

    init(_ digest: SHA256Digest) {
        withUnsafeMutableBytes(of: &self) { target in digest.withUnsafeBytes { target.copyMemory(from: $0) } }
    }

    /// The 32 bytes as an array.
    public var bytes: [UInt8] {
        withUnsafeBytes { Array($0) }
    }

    /// Calls `body` with the 32 bytes in place.
    @inline(__always)
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: self, body)
    }

    /// The hash in lower-case hexadecimal, 64 characters.
    public var description: String {
        Hexadecimal.encode(bytes)
    }

    /// The hash in base64, as it stands in checkpoints and proofs.
    public var base64: String {
        Base64.encode(bytes)
    }

    /// The hash of a line of base64; `nil` if it is not exactly 32 bytes in canonical base64.
    public init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(base64.utf8) else { return nil }
        self.init(bytes)
    }

    /// The hash of 64 hexadecimal digits, of either case; `nil` for anything else.
    public init?(hexadecimal: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hexadecimal.utf8) else { return nil }
        self.init(bytes)
    }
}
