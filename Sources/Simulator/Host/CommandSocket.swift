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
            let connection = CommandConnection(fd: peer, reactor: reactor, answer: answer)
        else {
            Glibc.close(peer)
            return
        }
        connections.append(connection)
    }
}

/// One caller of the socket.
private final class CommandConnection {
    /// Answers that a caller has not read, in bytes; who reads nothing is hung up.
    private static let outgoingCapacity = 1 << 20

    private(set) var isOpen = true
    private let fd: Int32
    private let answer: (String) -> String
    private var registration: Registration?
    private var incoming: [UInt8] = []
    private var outgoing: [UInt8] = []

    init?(fd: Int32, reactor: any Reactor, answer: @escaping (String) -> String) {
        self.fd = fd
        self.answer = answer
        registration = try? reactor.register(fd, events: .readable) { [weak self] events, _ in self?.ready(events) }
        if registration == nil { return nil }
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        registration?.cancel()
        Glibc.close(fd)
    }

    private func ready(_ events: EventSet) {
        var ended = events.contains(.hangup)
        if events.contains(.readable) {
            var piece = [UInt8](repeating: 0, count: EventLoop.budget)
            let count = piece.withUnsafeMutableBytes { gh_read(fd, $0.baseAddress, $0.count) }
            if count > 0 { take(piece[..<count]) }
            ended = ended || (count <= 0 && count != -Int(EAGAIN))
        }
        guard isOpen else { return }
        flush()
        if ended { close() }
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        incoming += bytes
        while let end = incoming.firstIndex(of: UInt8(ascii: "\n")) {
            var line = incoming[..<end]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            outgoing += Array((answer(String(decoding: line, as: UTF8.self)) + "\n").utf8)
            incoming.removeFirst(end + 1)
        }
        if incoming.count > CommandText.longestLine {
            outgoing += Array("error the line is longer than \(CommandText.longestLine) bytes\n".utf8)
            flush()
            close()
        } else if outgoing.count > Self.outgoingCapacity {
            close()
        }
    }

    private func flush() {
        while !outgoing.isEmpty {
            let count = outgoing.withUnsafeBytes { gh_write(fd, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            outgoing.removeFirst(count)
        }
        try? registration?.update(events: outgoing.isEmpty ? .readable : [.readable, .writable])
    }
}
