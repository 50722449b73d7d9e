import FoundationEssentials
import Glibc

/// The standard output and error. Every call writes at once, so that a reader of a pipe sees each line as it happens.
enum Output {
    /// Writes `text` and a newline to the standard output.
    static func line(_ text: String) {
        self.text(text + "\n")
    }

    /// Writes `text` to the standard output. When nobody reads any more, the process ends quietly.
    static func text(_ text: String) {
        switch write(text, to: STDOUT_FILENO) {
        case 0: return
        case EPIPE: exit(ToolExit.ok.rawValue)
        case let code:
            complain("gatehousectl: the output cannot be written: \(String(cString: strerror(code)))")
            exit(ToolExit.unreachable.rawValue)
        }
    }

    /// Writes `value` as JSON on one line, keys in order.
    static func json(_ value: some Encodable) throws(ToolFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(value) else {
            throw ToolFailure(.checkFailed, "a number in the answer has no JSON form; ask without --json")
        }
        line(String(decoding: text, as: UTF8.self))
    }

    /// Writes `text` and a newline to the standard error, if that can be written.
    static func complain(_ text: String) {
        _ = write(text + "\n", to: STDERR_FILENO)
    }

    /// 0, or the error number.
    private static func write(_ text: String, to fd: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(fd, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Somebody made the terminal that we share with him non-blocking.
                var descriptor = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
                _ = poll(&descriptor, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
