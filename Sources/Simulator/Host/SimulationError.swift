import Glibc

/// Why the fake world could not be set up.
public enum SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A call on a file failed with this error number.
    case file(call: String, path: String, code: Int32)
    /// Something else has the name that the simulator needs.
    case occupied(path: String)
    /// Another program listens there.
    case alreadyServed(path: String)
    /// The loop refused a descriptor.
    case loop(String)
    /// A fake service cannot be set up; in whole words.
    case service(String)

    /// What failed, where, and what to do.
    public var description: String {
        switch self {
        case .file(let call, let path, let code):
            "\(path): \(call): \(String(cString: strerror(code)))" + Self.remedy(code)
        case .occupied(let path): "\(path) exists and is no link of a simulator; remove it or choose another place"
        case .alreadyServed(let path): "another simulator listens at \(path); stop it or choose another path"
        case .loop(let reason), .service(let reason): reason
        }
    }

    private static func remedy(_ code: Int32) -> String {
        switch code {
        case ENOENT: "; make its directory first"
        case EACCES, EPERM: "; choose a place where this user may write"
        case ENOSPC: "; all pseudo-terminals are taken (see /proc/sys/kernel/pty/max), or the disk is full"
        default: ""
        }
    }

    /// The value of a call that returns `-errno` when it fails.
    static func check(_ result: Int32, _ call: String, _ path: String) throws(SimulationError) -> Int32 {
        if result < 0 { throw .file(call: call, path: path, code: -result) }
        return result
    }
}
