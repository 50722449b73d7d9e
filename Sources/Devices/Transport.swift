public import Wire

/// What a read of a transport gave.
public enum TransportRead: Hashable, Sendable {
    /// So many bytes, at least one. On a transport of packets exactly one packet.
    case bytes(Int)
    /// So many bytes of the feature report that was asked for.
    case feature(Int)
    /// One transfer failed (`errno`), and the device is still there.
    case failed(Int32)
    /// What the transport waited for has come: `obstacle` is gone, and `description` is of now.
    case settled
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
    /// The descriptor to wait for. It need not be the device's own: a transport of packets that has more to wait for
    /// gives an epoll descriptor, which is never writable. When such a transport was full, it becomes readable when it
    /// has room.
    var fd: Int32 { get }

    /// Where the device is now, such as `/dev/ttyUSB0`, as far as it has a place in the file system.
    var node: String? { get }

    /// What is known about the device now that it is open.
    var description: TransportDescription { get }

    /// Why the device cannot be used yet although it is open, in words; `nil` when it can. Its end is told by a `read`
    /// that gives `settled`.
    var obstacle: String? { get }

    /// Whether the device has yet to say something about itself, which takes it milliseconds. The end is told as that of an
    /// obstacle.
    var isSettling: Bool { get }

    /// Reads what is there, at most the size of `buffer`; of a transport of packets one packet, which must find room for
    /// `DeviceSession.longestPacket` bytes.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead

    /// Writes as much of `bytes` as fits. On a transport of packets they are one packet, which is taken whole or not.
    func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite

    /// The descriptor whose `write` reaches the device, for another process to use when this one cannot; `nil` when
    /// there is none. It need not be the one to wait for.
    var writableDescriptor: Int32? { get }

    /// Sets a HID feature report, its number first. Does not wait; a failure is told by a later `read`.
    func setFeature(_ bytes: [UInt8]) -> TransportWrite

    /// Asks for a HID feature report of at most `length` bytes, its number included; a later `read` brings the answer.
    func getFeature(report: UInt8, length: Int) -> TransportWrite

    /// Sets a serial line that is open anew, and discards what it had received; returns whether it took the settings.
    func retune(to line: SerialLineSettings) -> Bool

    /// Closes the descriptor. Harmless when it is closed.
    func close()

    /// The same before the device is reset: nobody else gets it in between, who would have to wait for it.
    func abandon()

    /// What `close` could not end at once; `nil` when nothing is left. It must be brought to its end by who closed it.
    var remains: (any TransportRemains)? { get }
}

/// What is left of a transport that was closed: transfers that the kernel has not given back yet.
public protocol TransportRemains: AnyObject {
    /// Readable when `finish` has something to do.
    var fd: Int32 { get }

    /// Does what can be done now. Returns whether that was all; then `fd` is closed.
    func finish() -> Bool
}

extension Transport {
    /// Most devices can be used when they are open.
    public var obstacle: String? { nil }

    /// Most devices need say nothing.
    public var isSettling: Bool { false }

    /// Most devices are nobody else's when they are closed.
    public func abandon() { close() }

    /// Most transports end at once.
    public var remains: (any TransportRemains)? { nil }

    /// Only serial lines have a speed.
    public func retune(to line: SerialLineSettings) -> Bool { false }

    /// Not every transport has a place in the file system.
    public var node: String? { nil }

    /// Only HID devices have feature reports; a driver that is used on another transport misses its answers.
    public func setFeature(_ bytes: [UInt8]) -> TransportWrite { .taken(0) }

    /// Only HID devices have feature reports; a driver that is used on another transport misses its answers.
    public func getFeature(report: UInt8, length: Int) -> TransportWrite { .taken(0) }

    /// A stream is waited for and written to by the same descriptor. A transport of packets must say so itself: what it is
    /// waited for by may reach nothing.
    public var writableDescriptor: Int32? { description.kind.hasPackets ? nil : fd }
}
