import Configuration
import Control
import Glibc

/// The exit codes that scripts can use.
enum ToolExit: Int32 {
    case ok = 0
    /// A check failed: what was looked at is not as it should be.
    case checkFailed = 1
    /// Wrong usage, or a configuration with errors.
    case usage = 2
    /// The daemon, the journal or a file cannot be reached.
    case unreachable = 3
}

/// Why a verb could not do its work: an exit code and words that name the remedy.
struct ToolFailure: Error {
    var exit: ToolExit
    /// What is wrong and what to do; empty where the verb's output has said it already.
    var message: String

    init(_ exit: ToolExit, _ message: String = "") {
        self.exit = exit
        self.message = message
    }

    /// A file or directory that cannot be used, with the error number of the system.
    init(_ path: String, code: Int32, remedy: String) {
        self.init(.unreachable, "\(path): \(String(cString: strerror(code))); \(remedy)")
    }

    init(_ error: VarlinkClientError) {
        if case .refused = error {
            self.init(.checkFailed, error.description)
        } else {
            self.init(.unreachable, error.description)
        }
    }

    init(_ error: ConfigurationError) {
        self.init(.usage, error.description)
    }

    /// Says it on the standard error.
    func tell() {
        if !message.isEmpty { Output.complain("gatehousectl: " + message) }
    }
}
