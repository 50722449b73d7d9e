import Glibc

/// A process that a test starts, and kills at the latest when it lets go of it.
public final class ChildProcess {
    /// Its id; -1 after it was waited for.
    public private(set) var process: Int32 = -1

    /// Runs `path` with `arguments`; `input` becomes its standard input. Nothing else that is open is inherited.
    public init(_ path: String, _ arguments: [String] = [], input: Int32? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        let code = posix_spawn(&process, path, &actions, nil, &words, environ)
        if code != 0 { throw SystemCallError(call: "starting \(path)", code: code) }
    }

    deinit { _ = kill() }

    /// Sends `signal`.
    public func send(_ signal: Int32) {
        if process > 0 { _ = Glibc.kill(process, signal) }
    }

    /// Waits for its end; the exit status, or 128 and the number of the signal that ended it.
    @discardableResult
    public func wait() -> Int32 {
        guard process > 0 else { return -1 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = -1
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// Ends it at once (`SIGKILL`), and waits.
    @discardableResult
    public func kill() -> Int32 {
        send(SIGKILL)
        return wait()
    }

    /// The folder of this test binary, where the programs of the package are too.
    public static var productsFolder: String {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(decoding: bytes.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
}
