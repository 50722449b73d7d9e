import Glibc

/// The guard process of the barriers cannot be relied upon.
public struct BarrierGuardError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    public let action: String
    /// The error number (`errno`).
    public let code: Int32

    /// The failure of `action` with `code`.
    public init(action: String, code: Int32) {
        self.action = action
        self.code = code
    }

    /// What failed, and what to do next.
    public var description: String {
        "the barrier guard: \(action) failed: \(String(cString: strerror(code))); no barrier is opened without it"
            + ", so restart the daemon"
    }
}
