/// Details and sealed parts on their way to where the leaves go. Each is found again by its SHA-256, which the receiver
/// computes itself; storing one twice is storing it once.
///
/// On the wire, little-endian: `u32 count`, count times `u32 length` and the bytes, nothing after it.
public struct BlobBatch: Hashable, Sendable {
    /// The blobs.
    public var blobs: [[UInt8]]

    /// The most blobs of a batch: both parts of as many records as an append holds.
    public static let maximumCount = 2 * AppendRequest.maximumCount
    /// The most bytes of one blob: a part of a record has a length of 16 bits.
    public static let maximumBlobBytes = 65535
    /// The most bytes of a batch.
    public static let maximumByteCount = 8 * 1024 * 1024

    /// A batch of these blobs.
    public init(blobs: [[UInt8]]) {
        self.blobs = blobs
    }

    /// The body of the request.
    public var encoded: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(blobs.reduce(4) { $0 + 4 + $1.count })
        out.append(littleEndian: UInt32(blobs.count))
        for blob in blobs {
            out.append(littleEndian: UInt32(blob.count))
            out += blob
        }
        return out
    }

    /// The batch of an outside body.
    ///
    /// - Throws: if a limit is passed or a length does not fit.
    public init(_ body: [UInt8]) throws(MalformedError) {
        let subject = "blob batch"
        guard body.count <= Self.maximumByteCount else {
            throw MalformedError(subject, "\(body.count) bytes are more than \(Self.maximumByteCount)")
        }
        var reader = ByteReader(body, subject: subject)
        let count = Int(try reader.next(UInt32.self, "count"))
        guard count <= Self.maximumCount else {
            throw MalformedError(subject, "\(count) blobs are more than \(Self.maximumCount)")
        }
        blobs = []
        for _ in 0..<count {
            let length = Int(try reader.next(UInt32.self, "blob length"))
            guard length <= Self.maximumBlobBytes else {
                throw MalformedError(subject, "a blob of \(length) bytes is more than \(Self.maximumBlobBytes)")
            }
            blobs.append(Array(try reader.take(length, "blob")))
        }
        try reader.end()
    }
}
