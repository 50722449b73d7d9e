/// Why a site could not be made.
public enum CommissioningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is something in the directory already.
    case notEmpty(path: String)
    /// The system refused a file or directory.
    case file(path: String, code: Int32, message: String)
    /// A port that was asked for is not free, or no number of a port.
    case port(Int)
    /// A key, certificate or note could not be made.
    case material(what: String, why: String)

    /// What is wrong, and what to do next.
    public var description: String {
        switch self {
        case .notEmpty(let path):
            "\(path) is not empty, and a site is never laid over another: name a new directory, or remove this one "
                + "first (rm -r \(path)), which destroys its keys and its journal"
        case .file(let path, _, let message):
            "\(path) cannot be made: \(message); name a directory that this user may write and that has 100 MB free"
        case .port(let port):
            "port \(port) cannot be listened on at 127.0.0.1; name a free one from 1024 to 65535, or none at all"
        case .material(let what, let why):
            "\(what) cannot be made: \(why)"
        }
    }
}
