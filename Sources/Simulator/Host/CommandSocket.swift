import CLinux
import EventLoop
import Glibc
import Wire

/// The text-command socket: one command per line, one answer per line, in order.
final class CommandSocket {
    /// Tests, a demonstration and a person or two at the same time.
    static let connectionLimit = 16
    /// Connections that wait to be accepted.
    private static let backlog: Int32 = 16

    private let path: String
    private let fd: Int32
    private let reactor: any Reactor
    private let answer: (String) -> String
    private var registration: Registration?
    private var connections: [CommandConnection] = []

    /// Listens at `path`, for this user only. `answer` makes one line of each line.
    init(path: String, reactor: any Reactor, answer: @escaping (String) -> String) throws(SimulationError) {
        switch gh_unix_probe(path) {
        case Int32(GH_SOCKET_ABSENT): break
        case Int32(GH_SOCKET_LIVE): throw .alreadyServed(path: path)
        case Int32(GH_SOCKET_STALE): unlink(path)
        case -ENOTSOCK: throw .occupied(path: path)
        case let failure: throw .file(call: "connect", path: path, code: -failure)
        }
        fd = try SimulationError.check(gh_unix_listen(path, 0o600, Self.backlog), "bind", path)
        self.path = path
        self.reactor = reactor
        self.answer = answer
        do {
            registration = try reactor.register(fd, events: .readable) { [weak self] _, _ in self?.accept() }
        } catch {
            unlink(path)
            Glibc.close(fd)
            throw .loop(error.description)
        }
    }

    /// Hangs up on everybody and removes the socket.
    func close() {
        registration?.cancel()
        for connection in connections { connection.close() }
        connections = []
        unlink(path)
        Glibc.close(fd)
    }

    private func accept() {
        let peer = gh_unix_accept(fd)
        guard peer >= 0 else { return }
        connections.removeAll { !$0.isOpen }
        guard connections.count < Self.connectionLimit,
            let connection = try? CommandConnection(input: peer, output: peer, reactor: reactor, answer: answer)
        else {
            Glibc.close(peer)
            return
        }
        connections.append(connection)
    }
}
