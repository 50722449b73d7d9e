import CLinux
import Glibc

/// A caller of varlink services that waits, with a limit: for tools and the uplink, never for the gate's loop.
///
/// One call at a time. After an error other than `refused` the connection is of no more use.
public final class VarlinkClient {
    /// How long a call waits for its reply. The gate answers within a millisecond; a loop that takes seconds is one that
    /// a person should be told of.
    public static let defaultTimeout = Duration.seconds(5)
    /// How much is read at once.
    private static let chunk = 16 << 10

    private let path: String
    private let fd: Int32
    private var reader = VarlinkFrameReader()
    private var buffer = [UInt8](repeating: 0, count: VarlinkClient.chunk)

    /// Connects to the service at `path`.
    ///
    /// - Throws: `VarlinkClientError.unreachable`.
    public convenience init(
        path: String, timeout: Duration = VarlinkClient.defaultTimeout
    ) throws(VarlinkClientError) {
        self.init(descriptor: try Self.connect(path: path, until: ContinuousClock.now + timeout), path: path)
    }

    /// A connected socket, which its caller closes.
    static func connect(path: String, until deadline: ContinuousClock.Instant) throws(VarlinkClientError) -> Int32 {
        var fd = gh_unix_connect(path)
        while fd == -EAGAIN, ContinuousClock.now < deadline {
            // The server's queue is full. There is nothing to poll for: a connection that is refused has no descriptor.
            usleep(Self.retryPause)
            fd = gh_unix_connect(path)
        }
        guard fd >= 0 else { throw .unreachable(path: path, code: -fd) }
        return fd
    }

    /// Between attempts to connect to a server whose queue is full, in µs: a few of its passes.
    private static let retryPause: UInt32 = 10_000

    /// Takes over a connected socket.
    init(descriptor: Int32, path: String) {
        fd = descriptor
        self.path = path
    }

    deinit { close(fd) }

    /// Calls `method` and waits for its one reply.
    ///
    /// - Parameters:
    ///   - method: the full name, such as `org.gatehouse.gate.GetStatus`.
    ///   - parameters: what the method takes.
    ///   - timeout: how long to wait for the whole reply.
    public func call<Reply: Decodable>(
        _ method: String, _ parameters: some Encodable = NoParameters(), as type: Reply.Type = Reply.self,
        timeout: Duration = VarlinkClient.defaultTimeout
    ) throws(VarlinkClientError) -> Reply {
        let deadline = ContinuousClock.now + timeout
        try send(method, parameters, more: false, until: deadline)
        let reply = try receive(method, until: deadline)
        guard !reply.continues else { throw .broken(path: path, why: "it sent several replies to one call") }
        return try decode(reply, type)
    }

    /// Calls `method` with `more` and hands each reply to `body`, until `body` returns false or the service ends it.
    ///
    /// - Parameter quiet: how long to wait for each reply; `nil` waits for ever.
    public func stream<Reply: Decodable>(
        _ method: String, _ parameters: some Encodable = NoParameters(), as type: Reply.Type = Reply.self,
        quiet: Duration? = nil, _ body: (Reply) -> Bool
    ) throws(VarlinkClientError) {
        try send(method, parameters, more: true, until: ContinuousClock.now + Self.defaultTimeout)
        while true {
            let reply = try receive(method, until: quiet.map { ContinuousClock.now + $0 })
            guard body(try decode(reply, type)), reply.continues else { return }
        }
    }

    private func decode<Reply: Decodable>(
        _ reply: VarlinkReply, _ type: Reply.Type
    ) throws(VarlinkClientError) -> Reply {
        do {
            return try reply.parameters(as: type)
        } catch {
            throw .broken(path: path, why: "its reply is not what the method returns")
        }
    }

    private func send(
        _ method: String, _ parameters: some Encodable, more: Bool, until deadline: ContinuousClock.Instant
    ) throws(VarlinkClientError) {
        guard let message = try? VarlinkCall.message(method: method, parameters: parameters, more: more) else {
            throw .broken(path: path, why: "the parameters of \(method) have no JSON form")
        }
        var rest = message[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { gh_send(fd, $0.baseAddress, $0.count) }
            if sent >= 0 {
                rest = rest.dropFirst(sent)
            } else if sent == -Int(EAGAIN) {
                try wait(for: POLLOUT, method, until: deadline)
            } else {
                throw .unreachable(path: path, code: Int32(-sent))
            }
        }
    }

    private func receive(
        _ method: String, until deadline: ContinuousClock.Instant?
    ) throws(VarlinkClientError) -> VarlinkReply {
        while true {
            if let reply = try nextReply() {
                if let error = reply.error { throw .refused(error) }
                return reply
            }
            let count = gh_receive(fd, &buffer, buffer.count)
            if count > 0 {
                reader.append(buffer[..<count])
            } else if count == -Int(EAGAIN) {
                try wait(for: POLLIN, method, until: deadline)
            } else {
                throw .broken(path: path, why: "it closed the connection")
            }
        }
    }

    private func nextReply() throws(VarlinkClientError) -> VarlinkReply? {
        do throws(VarlinkDisconnect) {
            guard let message = try reader.next() else { return nil }
            return try VarlinkReply(message: message)
        } catch {
            throw .broken(path: path, why: "it sent what is no reply (\(error.rawValue))")
        }
    }

    private func wait(
        for events: Int32, _ method: String, until deadline: ContinuousClock.Instant?
    ) throws(VarlinkClientError) {
        var milliseconds: Int32 = -1
        if let deadline {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { throw .timeout(path: path, method: method) }
            // Rounded up: waking before the deadline would only mean to wait again.
            milliseconds = Int32(min((left / .milliseconds(1)).rounded(.up), Double(Int32.max)))
        }
        var descriptor = pollfd(fd: fd, events: Int16(events), revents: 0)
        _ = poll(&descriptor, 1, milliseconds)
    }
}

@available(*, unavailable)
extension VarlinkClient: Sendable {}
