import CLinux
import Glibc
import Wire

/// The signals of a loop through one `signalfd`.
final class SignalSource {
    let fd: Int32
    private var handlers: [(signal: Int32, body: (Instant) -> Void)]

    init(_ signal: Int32, _ handler: @escaping (Instant) -> Void) throws(EventLoopError) {
        fd = try EventLoopError.check(gh_signalfd(-1, [signal], 1), "signalfd")
        handlers = [(signal, handler)]
    }

    deinit { close(fd) }

    /// Also takes `signal`; a second handler of the same signal replaces the first.
    func add(_ signal: Int32, _ handler: @escaping (Instant) -> Void) throws(EventLoopError) {
        handlers.removeAll { $0.signal == signal }
        handlers.append((signal, handler))
        let signals = handlers.map(\.signal)
        _ = try EventLoopError.check(gh_signalfd(fd, signals, Int32(signals.count)), "signalfd")
    }

    /// Takes all that is pending; the kernel keeps at most one of each of these signals.
    func deliver(at now: Instant) {
        var sender: pid_t = 0
        while case let signal = gh_signalfd_take(fd, &sender), signal > 0 {
            handlers.first { $0.signal == signal }?.body(now)
        }
    }
}
