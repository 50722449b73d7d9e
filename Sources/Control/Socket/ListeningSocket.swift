import CLinux
import Glibc

/// The socket file of a server: made with its permissions, taken over from a dead process, refused to a second live one.
final class ListeningSocket {
    /// Connections that may wait to be accepted; more than the connections that we keep, so that nobody is refused for
    /// having come in the same millisecond as others.
    private static let backlog: Int32 = 64

    let fd: Int32
    private let path: String

    /// Listens at `path`, with `mode` as the file's permissions.
    init(path: String, mode: UInt32) throws(ControlSocketError) {
        switch gh_unix_probe(path) {
        case Int32(GH_SOCKET_ABSENT): break
        case Int32(GH_SOCKET_LIVE): throw .alreadyServed(path: path)
        case Int32(GH_SOCKET_STALE): unlink(path)
        case -ENOTSOCK: throw .notASocket(path: path)
        case let failure: throw .failed(path: path, code: -failure)
        }
        let result = gh_unix_listen(path, mode, Self.backlog)
        guard result >= 0 else { throw .failed(path: path, code: -result) }
        fd = result
        self.path = path
    }

    /// Stops listening and removes the file.
    func close() {
        unlink(path)
        Glibc.close(fd)
    }

    /// The next connection that waits; `nil` when none does.
    ///
    /// - Throws: `ControlSocketError.failed`, when descriptors ran out.
    func accept() throws(ControlSocketError) -> Int32? {
        while true {
            let peer = gh_unix_accept(fd)
            if peer >= 0 { return peer }
            switch -peer {
            case EAGAIN: return nil
            case EINTR, ECONNABORTED: continue
            default: throw .failed(path: path, code: -peer)
            }
        }
    }
}
