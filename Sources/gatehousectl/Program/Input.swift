import Glibc

/// The standard input, piece by piece as it comes.
enum Input {
    /// How much is read at once.
    static let chunk = 64 << 10

    /// Hands out every piece until the end of the input.
    static func forEachPiece(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 {
                try body(buffer[..<count])
            } else if count == 0 {
                return
            } else if errno == EAGAIN {
                var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                _ = poll(&descriptor, 1, -1)
            } else if errno != EINTR {
                throw ToolFailure("standard input", code: errno, remedy: "give it a pipe or a file")
            }
        }
    }
}
