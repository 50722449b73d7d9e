/// Who is on the other end of the socket, as the kernel recorded it when the peer connected.
///
/// Supplementary groups come from the kernel too (`SO_PEERGROUPS`), and not from the user database: no name is looked up
/// on the loop, and the answer is the same as the one that opened the socket file.
public struct CallerIdentity: Hashable, Sendable {
    /// The process. Only for messages: the number may belong to somebody else by now.
    public var process: Int32
    /// The effective user.
    public var user: UInt32
    /// The effective group.
    public var group: UInt32
    /// The supplementary groups.
    public var supplementary: [UInt32]

    /// An identity.
    public init(process: Int32, user: UInt32, group: UInt32, supplementary: [UInt32] = []) {
        self.process = process
        self.user = user
        self.group = group
        self.supplementary = supplementary
    }

    /// Whether the caller is in `group`, by the effective group or a supplementary one.
    public func isMember(of group: UInt32) -> Bool {
        self.group == group || supplementary.contains(group)
    }
}
