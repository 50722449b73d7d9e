public import EventLoop
import Glibc
import Wire

/// Serves interfaces at a Unix socket, on the loop of the caller, without ever waiting for anybody.
///
/// Not `Sendable`: make it, use it and close it on the loop's thread.
public final class VarlinkServer {
    /// The permissions of the socket file: the owner and the group, as the unit sets them.
    public static let fileMode: UInt32 = 0o660
    /// Connections kept at once. A gate has an uplink, a display or two, and a few technicians; when one more comes, the
    /// connection that was quiet for the longest time makes room.
    public static let connectionLimit = 32
    /// How long nothing is accepted after descriptors ran out: the one that waits would be reported again at once.
    static let acceptPause = Duration.seconds(1)

    /// What was done since the server was made.
    public private(set) var counters = VarlinkCounters()

    private let listener: ListeningSocket
    private let registry: VarlinkRegistry
    private let reactor: any Reactor
    private var registration: Registration?
    private var pause: Timer?
    private var connections: [Int32: VarlinkConnection] = [:]

    /// Listens at `path`. A socket that a dead process left there is replaced.
    ///
    /// - Throws: `ControlSocketError`, with what to do: a live server is never displaced.
    public init(
        path: String, info: VarlinkServiceInfo, access: AccessRules, interfaces: [VarlinkInterface],
        reactor: any Reactor
    ) throws(ControlSocketError) {
        registry = VarlinkRegistry(info: info, access: access, interfaces: interfaces)
        self.reactor = reactor
        listener = try ListeningSocket(path: path, mode: Self.fileMode)
        do {
            registration = try reactor.register(listener.fd, events: .readable) { [weak self] _, now in
                self?.accept(at: now)
            }
        } catch {
            listener.close()
            throw .failed(path: path, code: error.code)
        }
    }

    deinit { close() }

    /// How many peers are connected.
    public var connectionCount: Int { connections.count }

    /// Ends all connections and removes the socket file.
    public func close() {
        guard let registration else { return }
        registration.cancel()
        self.registration = nil
        pause?.cancel()
        for connection in connections.values { connection.close(.closed) }
        listener.close()
    }

    private func accept(at now: Instant) {
        do throws(ControlSocketError) {
            // One for each pass: connecting in a hurry gets nobody more than his turn.
            guard let fd = try listener.accept() else { return }
            admit(fd, at: now)
        } catch {
            counters.acceptFailures += 1
            try? registration?.update(events: [])
            pause = reactor.schedule(at: now + Self.acceptPause) { [weak self] _ in
                try? self?.registration?.update(events: .readable)
            }
        }
    }

    private func admit(_ fd: Int32, at now: Instant) {
        guard let caller = CallerIdentity(peerOf: fd) else {
            counters.acceptFailures += 1
            Glibc.close(fd)
            return
        }
        if connections.count >= Self.connectionLimit,
            let quietest = connections.values.min(by: { $0.lastActivity < $1.lastActivity })
        {
            quietest.close(.crowdedOut)
        }
        let session = VarlinkSession(registry: registry, caller: caller)
        let connection = VarlinkConnection(fd: fd, session: session, reactor: reactor) { [weak self] fd, reason in
            self?.connections[fd] = nil
            self?.counters.disconnects[reason, default: 0] += 1
        }
        do throws(EventLoopError) {
            try connection.start(at: now)
        } catch {
            counters.acceptFailures += 1
            Glibc.close(fd)
            return
        }
        connections[fd] = connection
        counters.accepted += 1
    }
}

/// What a server has done since it was made. Totals only grow.
public struct VarlinkCounters: Hashable, Sendable {
    /// Connections that were taken.
    public var accepted: UInt64 = 0
    /// Connections that could not be taken, or not be identified.
    public var acceptFailures: UInt64 = 0
    /// Connections that ended, by reason.
    public var disconnects: [VarlinkDisconnect: UInt64] = [:]
}

@available(*, unavailable)
extension VarlinkServer: Sendable {}
