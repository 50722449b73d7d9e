import CLinux
import Glibc

/// Several descriptors behind one, for transports that wait for more than one thing: readable while one of them is.
///
/// It is an epoll descriptor; those nest. A hang-up of one of them shows as readable too, never as a hang-up, and it is
/// never writable.
struct DescriptorGroup {
    /// The descriptor to wait for.
    let fd: Int32

    /// A group of `members`, of which each stays its owner's.
    init(path: String, _ members: [Int32]) throws(TransportError) {
        fd = gh_epoll_create()
        if fd < 0 { throw .system(path, call: "epoll_create1", code: -fd) }
        for member in members {
            let added = add(member)
            if added < 0 {
                close()
                throw .system(path, call: "epoll_ctl", code: -added)
            }
        }
    }

    /// Adds a descriptor that is waited for until it is ready for `events`. Returns 0, or `-errno`.
    func add(_ member: Int32, events: UInt32 = GH_READABLE) -> Int32 {
        gh_epoll_add(fd, member, events, UInt64(member))
    }

    /// Removes a descriptor; harmless when it is not a member.
    func remove(_ member: Int32) {
        _ = gh_epoll_remove(fd, member)
    }

    /// Closes the group's own descriptor.
    func close() {
        _ = Glibc.close(fd)
    }
}
