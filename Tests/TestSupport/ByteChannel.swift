import CLinux
import Glibc

/// One end of something that carries bytes, closed at the latest when it is let go.
public final class ByteChannel {
    /// The descriptor; -1 after `close`.
    public private(set) var fd: Int32

    /// How long a wait may take before the test fails. Never reached unless something is broken, so that no test depends
    /// on the load of the machine.
    public static let patience: Int32 = 60_000

    /// Owns `fd`.
    public init(owning fd: Int32) {
        self.fd = fd
    }

    deinit { close() }

    /// Closes the descriptor.
    public func close() {
        if fd >= 0 { _ = Glibc.close(fd) }
        fd = -1
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT))
            let written = rest.withUnsafeBytes { gh_write(fd, $0.baseAddress, $0.count) }
            if written == -Int(EAGAIN) { continue }
            rest = rest.dropFirst(try SystemCallError.check(written, "write"))
        }
    }

    /// The next `count` bytes, waiting until they have come; fewer when the other end closes.
    public func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            try wait(for: Int16(POLLIN))
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let got = piece.withUnsafeMutableBytes { gh_read(fd, $0.baseAddress, $0.count) }
            if got == -Int(EAGAIN) { continue }
            if got == 0 || got == -Int(EIO) { break }
            bytes += piece.prefix(try SystemCallError.check(got, "read"))
        }
        return bytes
    }

    /// Waits until the descriptor is ready for `events` or its other end is gone.
    public func wait(for events: Int16) throws {
        var entry = pollfd(fd: fd, events: events, revents: 0)
        var ready: Int32 = -1
        repeat { ready = poll(&entry, 1, Self.patience) } while ready < 0 && errno == EINTR
        if ready == 0 { throw SystemCallError(call: "waiting for descriptor \(fd)", code: ETIMEDOUT) }
        if ready < 0 { throw SystemCallError(call: "poll", code: errno) }
    }

    /// Waits until there is something to read or the other end is gone.
    public func waitUntilReadable() throws {
        try wait(for: Int16(POLLIN))
    }

    /// Two connected stream sockets, not blocking.
    public static func pair() throws -> (ByteChannel, ByteChannel) {
        var fds: [Int32] = [-1, -1]
        _ = try SystemCallError.check(Int(gh_socket_pair(&fds)), "socketpair")
        return (ByteChannel(owning: fds[0]), ByteChannel(owning: fds[1]))
    }

    /// A pipe, not blocking.
    public static func pipe() throws -> (reader: ByteChannel, writer: ByteChannel) {
        var fds: [Int32] = [-1, -1]
        if Glibc.pipe(&fds) < 0 { throw SystemCallError(call: "pipe", code: errno) }
        for fd in fds { _ = try SystemCallError.check(Int(gh_set_nonblocking(fd)), "fcntl") }
        return (ByteChannel(owning: fds[0]), ByteChannel(owning: fds[1]))
    }
}
