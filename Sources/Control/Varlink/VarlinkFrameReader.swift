/// Cuts a byte stream into varlink messages: JSON objects, each ended by one NUL byte.
///
/// Bounded: what has not ended after `limit` bytes is an error, and the stream cannot be trusted any more. The reader
/// looks at every byte once, however small the pieces in which they come.
public struct VarlinkFrameReader: Sendable {
    /// The longest message in bytes, without its NUL. The largest real one, a status with a hundred devices, has some
    /// 60 KiB; 1 MiB leaves room for what later versions add and still bounds what a hostile peer makes us hold.
    public static let defaultLimit = 1 << 20

    /// The longest message in bytes, without its NUL.
    public let limit: Int

    private var buffer: [UInt8] = []
    /// Where the message that is being read begins.
    private var start = 0
    /// Up to where no NUL was found.
    private var scanned = 0

    /// A reader of messages of at most `limit` bytes.
    public init(limit: Int = VarlinkFrameReader.defaultLimit) {
        self.limit = limit
    }

    /// How many bytes wait, whole messages and a begun one together.
    public var pendingBytes: Int { buffer.count - start }

    /// Takes bytes from the stream, in any split.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        if start > 0, start == buffer.count || start >= limit {
            buffer.removeFirst(start)
            scanned -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole message without its NUL, or `nil` when its end has not come yet.
    ///
    /// - Throws: `VarlinkDisconnect.messageTooLong`; the stream has no further message then.
    public mutating func next() throws(VarlinkDisconnect) -> [UInt8]? {
        guard let end = buffer[scanned...].firstIndex(of: 0) else {
            scanned = buffer.count
            if pendingBytes > limit { throw .messageTooLong }
            return nil
        }
        guard end - start <= limit else { throw .messageTooLong }
        defer {
            start = end + 1
            scanned = start
        }
        return Array(buffer[start..<end])
    }
}
