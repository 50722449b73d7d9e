public import Wire

/// What happened to a node.
public enum NodeChange: Hashable, Sendable {
    /// It came, or was there when the watch began.
    case appeared(DeviceNode)
    /// The system said something new about it: its permissions, its driver, its names.
    case changed(DeviceNode)
    /// It went away. What was known of it; nothing can be asked any more.
    case removed(DeviceNode)
}

/// Who knows which nodes are there, and tells when that changes.
public protocol NodeWatch: AnyObject {
    /// Called for each change, on the loop's thread.
    var onChange: (NodeChange, Instant) -> Void { get set }

    /// Tells of all nodes that are there as `appeared`, and of changes from then on.
    func start()

    /// Tells nothing any more, and forgets what is there.
    func stop()
}
