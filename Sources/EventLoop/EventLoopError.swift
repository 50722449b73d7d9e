import CLinux
import Glibc

/// A system call of the loop failed.
public struct EventLoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, such as `epoll_ctl`.
    public let call: String
    /// The error number that it gave (`errno`).
    public let code: Int32

    /// The failure of `call` with `code`.
    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// What failed, why, and what to do next.
    public var description: String {
        var text = "\(call) failed: \(String(cString: strerror(code))) (errno \(code))"
        switch code {
        case EMFILE, ENFILE: text += "; raise the limit of open files (LimitNOFILE= in the unit)"
        case EPERM: text += "; the descriptor is a regular file, which cannot be waited for"
        case EEXIST: text += "; the descriptor is registered already"
        default: break
        }
        return text
    }

    /// The value of a call of `CLinux`, which is negative when it failed.
    static func check(_ result: Int32, _ call: String) throws(EventLoopError) -> Int32 {
        if result < 0 { throw EventLoopError(call: call, code: -result) }
        return result
    }
}
