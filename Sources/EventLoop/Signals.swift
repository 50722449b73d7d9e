import CLinux
import Glibc

/// The signals that a program takes through its loop.
public enum Signals {
    /// What the programs of the house react to: end (`SIGTERM`, `SIGINT`) and reload (`SIGHUP`).
    public static let standard: [Int32] = [SIGTERM, SIGINT, SIGHUP]

    /// Blocks `signals` in this thread and all that start after it, and ignores `SIGPIPE`.
    ///
    /// The first call of `main`: a thread that was started before would still be killed by a signal.
    public static func block(_ signals: [Int32] = standard) throws(EventLoopError) {
        _ = try EventLoopError.check(gh_signals_block(signals, Int32(signals.count)), "pthread_sigmask")
        _ = try EventLoopError.check(gh_signal_ignore(SIGPIPE), "signal")
    }
}
