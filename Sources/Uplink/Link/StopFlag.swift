public import EventLoop
import Synchronization

/// Tells a link's thread to end; whoever waits on `wakeup` wakes at once and stays awake.
public final class StopFlag: Sendable {
    private let raised = Atomic(false)
    private let wakeup: Wakeup

    /// A flag that is down.
    public init() throws(EventLoopError) {
        wakeup = try Wakeup()
    }

    /// Whether the link shall end.
    public var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Readable from the moment the flag is raised.
    var descriptor: Int32 { wakeup.fd }

    /// Raises the flag, from any thread.
    public func raise() {
        raised.store(true, ordering: .releasing)
        wakeup.signal()
    }
}
