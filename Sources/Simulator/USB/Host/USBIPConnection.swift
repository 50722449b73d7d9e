import CLinux
import EventLoop
import Glibc
import Wire

/// The device's end of the socket to a virtual controller: bytes in, requests out; replies in, bytes out.
final class USBIPConnection {
    /// Replies that the controller has not read, in bytes. It reads at once; one that does not is broken.
    private static let outgoingLimit = 32 << 20

    /// The descriptor; for tests.
    var descriptor: Int32 { fd }

    private let fd: Int32
    private let reactor: any Reactor
    private var registration: Registration?
    private var reader = USBIPReader()
    private var outgoing: [UInt8] = []
    private var sent = 0
    private let take: (USBIPRequest, Instant) -> Void
    private let ended: (String, Instant) -> Void

    /// Plugs into `port` of `controller`. `take` gets each request; `ended` is called once when the controller hung up or
    /// sent what makes no sense, but not after `close`.
    init(
        port: Int, controller: any USBHostController, reactor: any Reactor,
        take: @escaping (USBIPRequest, Instant) -> Void, ended: @escaping (String, Instant) -> Void
    ) throws(USBAttachError) {
        var pair: [Int32] = [-1, -1]
        let made = gh_socket_pair(&pair)
        if made < 0 { throw .system(call: "socketpair", reason: String(cString: strerror(-made))) }
        // The controller has its own hold of the far end; ours must not keep the line open after it let go.
        defer { Glibc.close(pair[1]) }
        fd = pair[0]
        self.reactor = reactor
        self.take = take
        self.ended = ended
        do {
            registration = try reactor.register(fd, events: .readable) { [weak self] events, now in
                self?.ready(events, at: now)
            }
        } catch {
            Glibc.close(fd)
            throw .system(call: error.call, reason: String(cString: strerror(error.code)))
        }
        do {
            try controller.attach(pair[1], port: port)
        } catch {
            close()
            throw error
        }
    }

    /// Sends a reply, after those that wait.
    func send(_ reply: USBIPReply) {
        guard registration != nil else { return }
        outgoing += reply.encoded
    }

    /// Pulls the cable, in the middle of whatever goes over it.
    func close() {
        guard let registration else { return }
        self.registration = nil
        registration.cancel()
        shutdown(fd, Int32(SHUT_RDWR))
        Glibc.close(fd)
    }

    /// Writes what waits, as far as the controller takes it.
    func flush() {
        guard let registration else { return }
        while sent < outgoing.count {
            let count = outgoing[sent...].withUnsafeBytes { gh_send(fd, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            sent += count
        }
        if sent == outgoing.count {
            outgoing.removeAll(keepingCapacity: true)
            sent = 0
        }
        // Fails only if the kernel lost the descriptor; then its hang-up is on the way.
        try? registration.update(events: outgoing.isEmpty ? .readable : [.readable, .writable])
    }

    private func ready(_ events: EventSet, at now: Instant) {
        var reason: String? = events.contains(.hangup) ? "the host let go of the device" : nil
        if events.contains(.readable) {
            var bytes = [UInt8](repeating: 0, count: EventLoop.budget)
            let count = bytes.withUnsafeMutableBytes { gh_receive(fd, $0.baseAddress, $0.count) }
            if count > 0 {
                do {
                    try reader.push(bytes[..<count]) { take($0, now) }
                } catch {
                    reason = error.description
                }
            } else if count != -Int(EAGAIN) {
                reason = "the host let go of the device"
            }
        }
        flush()
        if outgoing.count - sent > Self.outgoingLimit { reason = "the host does not read" }
        guard let reason, registration != nil else { return }
        close()
        ended(reason, now)
    }
}
