import CLinux
public import EventLoop
import Glibc
import Wire

/// A caller of varlink services on an event loop: for tools that also watch a terminal or a clock.
///
/// One call at a time. After a failure other than `refused` it is of no more use. Lives on the loop's thread.
public final class VarlinkLoopClient {
    /// Called for each reply, and once for a failure, after which nothing comes.
    public typealias Answer = (Result<VarlinkReply, VarlinkClientError>) -> Void

    /// Whether a call waits for its (last) reply.
    public var isCalling: Bool { answer != nil }
    /// Whether nothing can be called any more.
    public private(set) var isClosed = false

    private let path: String
    private let fd: Int32
    private var registration: Registration?
    private var reader = VarlinkFrameReader()
    private var outgoing: [UInt8] = []
    private var answer: Answer?
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// Connects to the service at `path`, which may wait for a moment.
    ///
    /// - Throws: `VarlinkClientError.unreachable`.
    public init(path: String, reactor: any Reactor) throws(VarlinkClientError) {
        self.path = path
        fd = try VarlinkClient.connect(path: path, until: ContinuousClock.now + VarlinkClient.defaultTimeout)
        do throws(EventLoopError) {
            registration = try reactor.register(fd, events: .readable) { [weak self] events, _ in self?.ready(events) }
        } catch {
            Glibc.close(fd)
            throw .unreachable(path: path, code: error.code)
        }
    }

    deinit { close() }

    /// Calls `method`; each reply goes to `answer`. With `more` there may be many. Does nothing while a call waits.
    public func call(_ method: String, _ parameters: some Encodable, more: Bool = false, answer: @escaping Answer) {
        guard !isClosed, self.answer == nil else { return }
        self.answer = answer
        guard let message = try? VarlinkCall.message(method: method, parameters: parameters, more: more) else {
            return fail(.broken(path: path, why: "the parameters of \(method) have no JSON form"))
        }
        outgoing += message
        send()
    }

    /// Ends the connection. Nothing is answered any more.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        registration = nil
        Glibc.close(fd)
        answer = nil
    }

    private func ready(_ events: EventSet) {
        if events.contains(.writable) { send() }
        if events.contains(.readable) || events.contains(.hangup) { receive(all: events.contains(.hangup)) }
    }

    private func send() {
        while !outgoing.isEmpty, !isClosed {
            let sent = outgoing.withUnsafeBytes { gh_send(fd, $0.baseAddress, $0.count) }
            if sent >= 0 {
                outgoing.removeFirst(sent)
            } else if sent == -Int(EAGAIN) {
                break
            } else {
                return fail(.unreachable(path: path, code: Int32(-sent)))
            }
        }
        try? registration?.update(events: outgoing.isEmpty ? .readable : [.readable, .writable])
    }

    /// One buffer for each pass of the loop; all that is left after a hang-up, which is reported once.
    private func receive(all: Bool) {
        repeat {
            let count = gh_receive(fd, &buffer, buffer.count)
            if count > 0 {
                reader.append(buffer[..<count])
                tell()
            } else if count != -Int(EAGAIN) || all {
                return fail(.broken(path: path, why: "it closed the connection"))
            }
        } while all && !isClosed
    }

    private func tell() {
        while !isClosed {
            do throws(VarlinkDisconnect) {
                guard let message = try reader.next() else { return }
                tell(try VarlinkReply(message: message))
            } catch {
                fail(.broken(path: path, why: "it sent what is no reply (\(error.rawValue))"))
            }
        }
    }

    private func tell(_ reply: VarlinkReply) {
        let answer = answer
        if !reply.continues { self.answer = nil }
        if let error = reply.error {
            answer?(.failure(.refused(error)))
        } else {
            answer?(.success(reply))
        }
    }

    private func fail(_ error: VarlinkClientError) {
        let answer = answer
        close()
        answer?(.failure(error))
    }
}

@available(*, unavailable)
extension VarlinkLoopClient: Sendable {}
