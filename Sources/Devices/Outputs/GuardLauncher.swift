import Glibc

/// Starts the guard process.
enum GuardLauncher {
    /// Runs `executable` with one argument and `input` as its standard input. It inherits standard error for its one
    /// message, nothing else that is open, and of the environment only where the Swift libraries are.
    static func launch(
        _ executable: String, argument: String, input: Int32
    ) throws(BarrierGuardError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        // A group of its own: Ctrl-C at a terminal is for the daemon. The signals that the daemon has blocked stay so.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var words = Self.copies(of: ["gatehouse-barrier-guard", argument])
        var environment = Self.copies(of: inherited())
        defer { for word in words + environment { free(word) } }
        var process: pid_t = -1
        let code = posix_spawn(&process, executable, &actions, &attributes, &words, &environment)
        if code != 0 { throw BarrierGuardError(action: "starting \(executable)", code: code) }
        return process
    }

    /// C strings, ended by a null pointer.
    private static func copies(of words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        copies.append(nil)
        return copies
    }

    private static func inherited() -> [String] {
        guard let libraries = getenv("LD_LIBRARY_PATH") else { return [] }
        return ["LD_LIBRARY_PATH=\(String(cString: libraries))"]
    }
}
