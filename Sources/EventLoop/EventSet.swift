import CLinux

/// What a descriptor is ready for.
public struct EventSet: OptionSet, Hashable, Sendable {
    /// The bits of `epoll_event.events`.
    public var rawValue: UInt32

    /// The set of these bits.
    @inlinable
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A read will not block (`EPOLLIN`). The end of a stream is readable too: a read of zero bytes.
    public static let readable = EventSet(rawValue: 0x001)
    /// Urgent data, or a change in a kernel attribute (`EPOLLPRI`).
    public static let priority = EventSet(rawValue: 0x002)
    /// A write will not block (`EPOLLOUT`).
    public static let writable = EventSet(rawValue: 0x004)
    /// The other side is gone for good (`EPOLLHUP`) or the descriptor failed (`EPOLLERR`). Always reported.
    public static let hangup = EventSet(rawValue: 0x010)

    /// What the kernel said; an error is a hang-up, because a descriptor recovers from neither.
    init(kernel bits: UInt32) {
        let known = bits & (GH_READABLE | GH_PRIORITY | GH_WRITABLE)
        let gone = bits & (GH_ERROR | GH_HANGUP) != 0
        self.init(rawValue: known | (gone ? EventSet.hangup.rawValue : 0))
    }

    /// The bits to ask the kernel for.
    var interest: UInt32 { rawValue & (GH_READABLE | GH_PRIORITY | GH_WRITABLE) }
}
