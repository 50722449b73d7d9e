import Glibc

extension AccessRules {
    /// The rules of this process: its own user, and the members of those groups of `groupNames` that the system has.
    ///
    /// `methodGroupNames` has the groups of single methods, by their full names. A method whose groups the system does
    /// not have is for root and this process's user alone.
    public static func ofThisProcess(
        groupNames: [String], methodGroupNames: [String: [String]] = [:]
    ) -> AccessRules {
        AccessRules(
            daemonUser: geteuid(), groups: groups(groupNames), methodGroups: methodGroupNames.mapValues(groups))
    }

    private static func groups(_ names: [String]) -> Set<UInt32> {
        // Called once at the start, on the only thread: getgrnam's static buffer is nobody else's.
        Set(names.compactMap { name in getgrnam(name)?.pointee.gr_gid })
    }
}
