/// Who may call what. Root and the daemon's own user may call everything; others by their groups.
public struct AccessRules: Hashable, Sendable {
    /// The user whom the daemon runs as.
    public var daemonUser: UInt32
    /// The groups that may call a method which has no entry of its own.
    public var groups: Set<UInt32>
    /// The groups of single methods, by full name such as `org.gatehouse.gate.ReportCosignature`; they take the place of
    /// `groups`.
    public var methodGroups: [String: Set<UInt32>]

    /// Rules. Without groups, only root and the daemon's user may call.
    public init(daemonUser: UInt32, groups: Set<UInt32> = [], methodGroups: [String: Set<UInt32>] = [:]) {
        self.daemonUser = daemonUser
        self.groups = groups
        self.methodGroups = methodGroups
    }

    /// Whether `caller` may call `method`.
    public func allows(_ caller: CallerIdentity, method: String) -> Bool {
        if caller.user == 0 || caller.user == daemonUser { return true }
        return (methodGroups[method] ?? groups).contains(where: caller.isMember(of:))
    }
}
