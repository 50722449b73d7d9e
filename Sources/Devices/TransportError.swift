import Glibc

/// Why a device could not be opened.
public enum TransportError: Error, Hashable, Sendable {
    /// None of the paths exists.
    case absent([String])
    /// Another process has it open.
    case busy(String)
    /// This user may not open it.
    case denied(String)
    /// It is something else than a serial line.
    case notATerminal(String)
    /// The driver of the port did not take the settings.
    case settings(String, wanted: SerialLineSettings, taken: SerialLineSettings)
    /// Another system call failed.
    case system(String, call: String, code: Int32)
}

extension TransportError: CustomStringConvertible {
    /// What failed, on which path, and what to do next.
    public var description: String {
        switch self {
        case .absent(let paths):
            "nothing is at \(paths.joined(separator: " or ")); plug the device in, or correct `match`"
        case .busy(let path):
            "\(path) is held by another process; stop it, or keep it away from the port by a udev rule"
        case .denied(let path):
            "\(path) may not be opened by this user; install the udev rules, or join the group that owns it"
        case .notATerminal(let path):
            "\(path) is not a serial line; correct `match`"
        case .settings(let path, let wanted, let taken):
            "\(path) does not take \(wanted), it stays at \(taken); correct `baud`, or use another converter"
        case .system(let path, let call, let code):
            "\(path): \(call) failed: \(String(cString: strerror(code)))"
        }
    }
}
