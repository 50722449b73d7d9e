import Glibc

extension AccessRules {
    /// The rules of this process: its own user, and the members of those groups of `groupNames` that the system has.
    public static func ofThisProcess(groupNames: [String]) -> AccessRules {
        // Called once at the start, on the only thread: getgrnam's static buffer is nobody else's.
        let groups = groupNames.compactMap { name in getgrnam(name)?.pointee.gr_gid }
        return AccessRules(daemonUser: geteuid(), groups: Set(groups))
    }
}
