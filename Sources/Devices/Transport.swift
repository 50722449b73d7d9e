/// What a read of a transport gave.
public enum TransportRead: Hashable, Sendable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// Nothing is there now.
    case nothing
    /// The device is gone: the end of the stream (0), or an error (`errno`).
    case gone(Int32)
}

/// What a write to a transport did.
public enum TransportWrite: Hashable, Sendable {
    /// So many bytes were taken; 0 when the transport is full for now.
    case taken(Int)
    /// The device is gone (`errno`).
    case gone(Int32)
}

/// How bytes travel to a device. Nothing here waits.
public protocol Transport: AnyObject {
    /// The descriptor to wait for.
    var fd: Int32 { get }

    /// Reads what is there, at most the size of `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead

    /// Writes as much of `bytes` as fits.
    func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite

    /// Closes the descriptor. Harmless when it is closed.
    func close()
}
