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
            let added = gh_epoll_add(fd, member, GH_READABLE, UInt64(member))
            if added < 0 {
                close()
                throw .system(path, call: "epoll_ctl", code: -added)
            }
        }
    }

    /// Closes the group's own descriptor.
    func close() {
        _ = Glibc.close(fd)
    }
}
