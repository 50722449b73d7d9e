import CLinux
public import EventLoop
import Glibc
public import Logging

/// A tiny process beside the daemon that closes the barriers when the daemon cannot.
///
/// A relay such as the LCUS has no timed pulse of its own: whoever switched it on must live to switch it off. Before a
/// contact closes, its port's descriptor and the writes that open it go to the guard. The kernel tells the guard when
/// the daemon is gone, however it died (the socket between them ends), and the guard writes. It also writes when the
/// daemon lives and forgets, by a time limit of its own. That the guard has the descriptor itself, not a path, means
/// that it needs no right to open, that the port's lock does not stand in its way, and that nobody can come between.
/// It is the daemon's own program, started again with `argument`, and ends with the daemon.
public final class BarrierGuard: BarrierSentry {
    /// The hidden argument by which the program becomes the guard: `main` then calls `runGuardProcess` before anything.
    public static let argument = "--barrier-guard"

    /// The process id of the guard.
    public private(set) var process: Int32 = -1

    private let executable: String
    private let reactor: any Reactor
    private let log: Logger
    private var socket: Int32 = -1
    private var registration: Registration?

    /// Starts the guard: `executable` (this program itself unless told otherwise) with `argument`.
    public init(
        executable: String = "/proc/self/exe", reactor: any Reactor, log: Logger
    ) throws(BarrierGuardError) {
        self.executable = executable
        self.reactor = reactor
        self.log = log
        try launch()
    }

    deinit { end() }

    /// Hands `descriptor` and the writes of `off` to the guard; starts another guard if this one is dead or stuck.
    public func arm(
        device: String, descriptor: Int32, off: [[UInt8]], limit: Duration
    ) throws(BarrierGuardError) {
        let message = GuardOrder.arm(device: device, off: off, limit: limit).message
        guard message.count <= GuardOrder.longest else {
            throw BarrierGuardError(action: "arming for \(device)", code: EMSGSIZE)
        }
        if socket >= 0, tell(message, descriptor) >= 0 { return }
        // It was killed, or it hangs: a new one, or no pulse.
        end()
        try launch()
        let sent = tell(message, descriptor)
        if sent < 0 { throw BarrierGuardError(action: "arming for \(device)", code: Int32(truncatingIfNeeded: -sent)) }
    }

    /// Tells the guard that all is off.
    public func disarm(device: String) {
        guard socket >= 0 else { return }
        let sent = tell(GuardOrder.disarm(device: device).message, -1)
        if sent < 0 { end() }  // it would switch off at its limit or at this end: harmless, all is off
    }

    /// Lets the guard switch off whatever is armed, and end.
    public func end() {
        registration?.cancel()
        registration = nil
        if socket >= 0 { close(socket) }
        socket = -1
        reap()
    }

    private func tell(_ message: [UInt8], _ descriptor: Int32) -> Int {
        gh_send_descriptor(socket, message, message.count, descriptor)
    }

    private func launch() throws(BarrierGuardError) {
        var sockets: [Int32] = [-1, -1]
        let made = gh_message_pair(&sockets)
        if made < 0 { throw BarrierGuardError(action: "making a socket", code: -made) }
        defer { close(sockets[1]) }
        do {
            process = try GuardLauncher.launch(executable, argument: Self.argument, input: sockets[1])
            registration = try watch(sockets[0])
        } catch {
            close(sockets[0])
            throw error
        }
        socket = sockets[0]
    }

    private func watch(_ socket: Int32) throws(BarrierGuardError) -> Registration {
        do {
            return try reactor.register(socket, events: []) { [weak self] _, _ in
                guard let self else { return }
                log.error("the barrier guard (process \(process)) has died; the next pulse starts another")
                end()
            }
        } catch {
            throw BarrierGuardError(action: "waiting for it", code: error.code)
        }
    }

    /// Takes the ended process off the kernel's list. It ends by itself within a second; if it has not yet, the next
    /// call does it, or the end of the daemon.
    private func reap() {
        guard process > 0, waitpid(process, nil, WNOHANG) != 0 else { return }
        process = -1
    }
}
