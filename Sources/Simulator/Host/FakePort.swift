import CLinux
import Glibc

/// A pseudo-terminal whose far end is a serial port for somebody else, with a link to it at a lasting path.
final class FakePort {
    /// The device's end.
    let fd: Int32
    /// The kernel's name of the far end, such as `/dev/pts/3`.
    let terminal: String
    private let link: String

    /// Plugs a port in: `link` appears and leads to a terminal in raw mode, as a serial port that was just opened is not
    /// but that its user will make it; until then nothing may be echoed back into the device.
    init(link: String) throws(SimulationError) {
        var name = [CChar](repeating: 0, count: 64)
        let fd = try SimulationError.check(gh_pty_open(&name, name.count), "posix_openpt", link)
        let terminal = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        do {
            try Self.prepare(fd, terminal)
            try Self.point(link, at: terminal)
        } catch {
            Glibc.close(fd)
            throw error
        }
        self.fd = fd
        self.terminal = terminal
        self.link = link
    }

    /// Pulls the plug: the link disappears, and whoever has the port open is hung up.
    func close() {
        unlink(link)
        Glibc.close(fd)
    }

    /// Whether somebody has the port open.
    var isOpen: Bool {
        var entry = pollfd(fd: fd, events: 0, revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    /// How many of `bytes` the terminal took; 0 when its buffer is full or nobody has it open.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        max(0, bytes.withUnsafeBytes { gh_write(fd, $0.baseAddress, $0.count) })
    }

    /// What the host wrote, at most `limit` bytes; empty when there is nothing.
    func read(upTo limit: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = bytes.withUnsafeMutableBytes { gh_read(fd, $0.baseAddress, $0.count) }
        return Array(bytes.prefix(max(0, count)))
    }

    /// Raw mode, and a far end that was open once: only then does the kernel say that it is closed.
    private static func prepare(_ fd: Int32, _ terminal: String) throws(SimulationError) {
        var settings = termios()
        guard tcgetattr(fd, &settings) == 0 else { throw .file(call: "tcgetattr", path: terminal, code: errno) }
        cfmakeraw(&settings)
        guard tcsetattr(fd, TCSANOW, &settings) == 0 else {
            throw .file(call: "tcsetattr", path: terminal, code: errno)
        }
        let farEnd = try SimulationError.check(gh_open(terminal, O_RDWR | O_NOCTTY, 0), "open", terminal)
        Glibc.close(farEnd)
    }

    /// Puts the link into place in one step, over an older link, never over a file.
    private static func point(_ link: String, at terminal: String) throws(SimulationError) {
        var status = stat()
        if lstat(link, &status) == 0, status.st_mode & S_IFMT != S_IFLNK { throw .occupied(path: link) }
        let next = link + ".new"
        unlink(next)
        guard symlink(terminal, next) == 0 else { throw .file(call: "symlink", path: next, code: errno) }
        guard rename(next, link) == 0 else {
            let code = errno
            unlink(next)
            throw .file(call: "rename", path: link, code: code)
        }
    }
}
