import Glibc

/// Why a server could not listen.
public enum ControlSocketError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process listens there.
    case alreadyServed(path: String)
    /// Something that is not a socket stands there.
    case notASocket(path: String)
    /// A system call failed with this error number.
    case failed(path: String, code: Int32)

    /// What is wrong and what to do about it.
    public var description: String {
        switch self {
        case .alreadyServed(let path):
            return "another process already answers at the control socket \(path); "
                + "stop it, or give this one another path by [control] socket"
        case .notASocket(let path):
            return "\(path) exists and is not a socket; move it away, or choose another path by [control] socket"
        case .failed(let path, let code):
            let remedy =
                switch code {
                case ENOENT: "make the directory that it stands in"
                case EACCES, EPERM, EROFS: "let the daemon's user write to the directory that it stands in"
                case EMFILE, ENFILE: "raise the limit of open files"
                default: "check the path"
                }
            return "cannot listen at the control socket \(path): \(String(cString: strerror(code))); \(remedy)"
        }
    }
}
