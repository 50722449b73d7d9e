import CLinux

extension CallerIdentity {
    /// Groups that nearly every caller fits into; who has more costs one larger buffer.
    private static let usualGroups: Int32 = 64
    /// The kernel's own limit (`NGROUPS_MAX`).
    private static let mostGroups: Int32 = 65_536

    /// Who is on the other end of `fd`; `nil` when the kernel does not say, and then nothing may be allowed.
    init?(peerOf fd: Int32) {
        var process: Int32 = 0
        var user: UInt32 = 0
        var group: UInt32 = 0
        guard gh_peer_credentials(fd, &process, &user, &group) == 0,
            let supplementary = Self.groups(of: fd, capacity: Self.usualGroups)
                ?? Self.groups(of: fd, capacity: Self.mostGroups)
        else { return nil }
        self.init(process: process, user: user, group: group, supplementary: supplementary)
    }

    private static func groups(of fd: Int32, capacity: Int32) -> [UInt32]? {
        var groups = [UInt32](repeating: 0, count: Int(capacity))
        let count = gh_peer_groups(fd, &groups, capacity)
        return count < 0 ? nil : Array(groups.prefix(Int(count)))
    }
}
