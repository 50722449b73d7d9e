import Glibc

/// A file that is there whole or not at all: written beside its place, and linked there at the end. Replaces nothing.
///
/// Only its owner may read it: what a device sends may be about persons.
final class NewFile {
    /// Where it will be.
    let path: String
    /// Where it grows. Left behind only when this process is killed.
    let temporary: String
    private var descriptor: Int32

    /// A file that is empty so far.
    init(path: String) throws(ToolFailure) {
        self.path = path
        temporary = "\(path).\(getpid()).part"
        guard access(path, F_OK) != 0 else {
            throw ToolFailure(.usage, "\(path) exists, and nothing is replaced; name another file, or move it away")
        }
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else { throw Self.failure(temporary) }
    }

    deinit { discard() }

    /// Adds `text` at the end.
    func write(_ text: String) throws(ToolFailure) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(temporary) }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts it in its place, durably.
    func finish() throws(ToolFailure) {
        guard descriptor >= 0 else { return }
        guard fsync(descriptor) == 0 else { throw Self.failure(temporary) }
        close(descriptor)
        descriptor = -1
        if link(temporary, path) == 0 {
            unlink(temporary)
        } else if errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS {
            // A memory stick has no hard links. Nobody else makes that very name in this moment.
            guard access(path, F_OK) != 0, rename(temporary, path) == 0 else { throw kept(EEXIST) }
        } else {
            throw kept(errno)
        }
        syncDirectory()
    }

    /// Takes it away; does nothing after `finish`.
    func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporary)
    }

    private func kept(_ code: Int32) -> ToolFailure {
        ToolFailure(path, code: code, remedy: "what was captured is in \(temporary)")
    }

    private func syncDirectory() {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let directory = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        let handle = open(directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        fsync(handle)
        close(handle)
    }

    private static func failure(_ path: String) -> ToolFailure {
        ToolFailure(path, code: errno, remedy: "name a file in a directory that this user may write to")
    }
}
