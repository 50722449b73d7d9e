import Glibc

/// Why a call gave no reply.
public enum VarlinkClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody answers at the socket, or it may not be opened; with the error number.
    case unreachable(path: String, code: Int32)
    /// The service did not answer in time.
    case timeout(path: String, method: String)
    /// The service answered with an error.
    case refused(VarlinkError)
    /// The service does not keep to the protocol, or went away.
    case broken(path: String, why: String)

    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .unreachable(let path, let code):
            let reason = String(cString: strerror(code))
            return "nobody can be reached at the control socket \(path): \(reason); \(Self.remedy(code))"
        case .timeout(let path, let method):
            return "\(method) was not answered in time at \(path); the daemon is stuck or overloaded: "
                + "look at `journalctl -u gatehoused`"
        case .refused(let error):
            return Self.words(error)
        case .broken(let path, let why):
            return "the service at \(path) cannot be used: \(why); look at `journalctl -u gatehoused`"
        }
    }

    private static func remedy(_ code: Int32) -> String {
        switch code {
        case ENOENT, ECONNREFUSED: "start the daemon (`systemctl start gatehoused`), or name its socket by --socket"
        case EACCES, EPERM: "use a user who is in the socket's group (`ls -l` shows it)"
        case EAGAIN: "too many are asking; try again"
        default: "check the path"
        }
    }

    private static func words(_ error: VarlinkError) -> String {
        if let problem = error.parameters["problem"] {
            return error.parameters["remedy"].map { "\(problem); \($0)" } ?? problem
        }
        switch error {
        case .permissionDenied:
            return "this user may not do that; use one who is in the daemon's group, or root"
        case _ where error.name.hasPrefix("org.varlink.service."):
            let details = error.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return "the daemon does not know the call (\(error.name.split(separator: ".").last ?? ""): "
                + "\(details.joined(separator: ", "))); it is of another version than this tool"
        default:
            return "the daemon answered \(error.name)"
        }
    }
}
