import CLinux
import Glibc
import Wire

/// Tells the service manager how the program is (`sd_notify`, by datagram to `$NOTIFY_SOCKET`).
///
/// Without a service manager it does nothing. A message that cannot be sent is dropped: the manager must never be able
/// to stop the gate.
public final class ServiceNotifier {
    /// Half of the manager's watchdog interval (`$WATCHDOG_USEC`), which sd_watchdog_enabled(3) advises to ping at;
    /// `nil` when the manager does not watch this process.
    public let watchdogPeriod: Duration?

    private let path: String?
    private let socket: Int32
    private var status = ""
    private var watchdog: Timer?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` from `environment`.
    public init(environment: [String: String]) {
        // A path or an abstract name; other families (vsock) are for virtual machines.
        let address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        path = address
        socket = address == nil ? -1 : gh_datagram_socket()
        watchdogPeriod = Self.watchdogPeriod(environment)
    }

    deinit { if socket >= 0 { close(socket) } }

    /// The gate is truly usable.
    public func ready(status: String) {
        self.status = status
        send("READY=1\nSTATUS=\(Self.line(status))")
    }

    /// What the program does, in words, for `systemctl status`. Sent only when it changed.
    public func status(_ text: String) {
        guard text != status else { return }
        status = text
        send("STATUS=\(Self.line(text))")
    }

    /// The configuration is being read again; `ready` ends it.
    public func reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=\(gh_monotonic() / 1000)")
    }

    /// The program is about to end.
    public func stopping() {
        send("STOPPING=1")
    }

    /// Pings the watchdog from a timer of `scheduler`, at half the interval and never more often, as long as `progress`
    /// says that work went on since the last ping. A loop that is stuck never gets here; one that turns without
    /// getting anywhere is refused by `progress`. Does nothing when the manager does not watch.
    public func feedWatchdog(on scheduler: some Scheduler, progress: @escaping () -> Bool) {
        guard let watchdogPeriod else { return }
        watchdog?.cancel()
        watchdog = scheduler.makeTimer { [weak self] now in
            guard let self else { return }
            if progress() { send("WATCHDOG=1") }
            watchdog?.arm(at: now + watchdogPeriod)
        }
        watchdog?.arm(at: scheduler.now)
    }

    private func send(_ message: String) {
        guard let path, socket >= 0 else { return }
        var message = message
        message.withUTF8 { _ = gh_send_to_path(socket, path, $0.baseAddress, $0.count) }
    }

    private static func watchdogPeriod(_ environment: [String: String]) -> Duration? {
        if let text = environment["WATCHDOG_PID"], Int32(text) != getpid() { return nil }
        guard let text = environment["WATCHDOG_USEC"], let interval = Int64(text), interval > 1 else { return nil }
        return .microseconds(interval / 2)
    }

    /// A line break would start another assignment.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
