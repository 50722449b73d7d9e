import CLinux
import EventLoop
import Glibc

/// Where a program tells that it is ready, as it would tell systemd (`sd_notify`).
final class NotifySocket {
    /// A datagram is a few lines.
    private static let largest = 4096

    /// The path for `NOTIFY_SOCKET`.
    let path: String
    /// Whether `READY=1` has come since `forget`.
    private(set) var isReady = false

    private let fd: Int32
    private var registration: Registration?
    private let onChange: () -> Void

    /// Listens at `path`.
    init(path: String, loop: EventLoop, onChange: @escaping () -> Void) throws(DemonstrationError) {
        self.path = path
        self.onChange = onChange
        unlink(path)
        fd = gh_datagram_socket()
        let bound = fd < 0 ? fd : gh_datagram_bind(fd, path)
        guard bound >= 0 else { throw .file(path: path, why: String(cString: strerror(-bound))) }
        do {
            registration = try loop.register(fd, events: .readable) { [weak self] _, _ in self?.read() }
        } catch {
            throw .world("\(path) cannot be waited for: \(error)")
        }
    }

    deinit {
        registration?.cancel()
        if fd >= 0 { close(fd) }
        unlink(path)
    }

    /// The program is started anew.
    func forget() { isReady = false }

    private func read() {
        var bytes = [UInt8](repeating: 0, count: Self.largest)
        while true {
            let count = gh_read(fd, &bytes, bytes.count)
            guard count > 0 else { break }
            let lines = bytes[..<count].split(separator: UInt8(ascii: "\n"))
            if lines.contains(where: { $0.elementsEqual("READY=1".utf8) }) { isReady = true }
        }
        onChange()
    }
}
