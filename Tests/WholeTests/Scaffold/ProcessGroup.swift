import Glibc
import TestSupport

/// A process group for the children of one test. It is killed when the test lets go of it, and when the test's own
/// process ends in any way: its leader waits at a pipe that only the test holds, and takes the group with it.
final class ProcessGroup: Sendable {
    /// The leader's id, which is the group's.
    let leader: pid_t
    private let hold: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        // Closed on exec from birth: no child that another thread starts meanwhile may keep the socket open.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemCallError(call: "socketpair", code: errno) }
        defer { close(ends[0]) }
        hold = ends[1]
        do {
            leader = try Spawn.start(
                "/bin/sh", ["-c", "read line; kill -KILL 0"], Spawn.Surroundings(input: ends[0], group: 0))
        } catch {
            close(ends[1])
            throw error
        }
    }

    deinit {
        close(hold)
        while waitpid(leader, nil, 0) < 0, errno == EINTR {}
    }
}

/// Starting a process by `posix_spawn`, with its descriptors and group.
enum Spawn {
    /// What a process finds when it starts. Nothing else that is open is inherited.
    struct Surroundings {
        /// Standard input; `nil` is `/dev/null`.
        var input: Int32?
        /// The files for standard output and standard error; `nil` inherits the test's.
        var output: String?
        var errors: String?
        /// The group to join; 0 makes one.
        var group: pid_t
    }

    static func start(_ path: String, _ arguments: [String], _ surroundings: Surroundings) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let input = surroundings.input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        for (descriptor, file) in [(STDOUT_FILENO, surroundings.output), (STDERR_FILENO, surroundings.errors)] {
            guard let file else { continue }
            posix_spawn_file_actions_addopen(&actions, descriptor, file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, surroundings.group)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = -1
        let code = posix_spawn(&process, path, &actions, &attributes, &words, environ)
        guard code == 0 else { throw SystemCallError(call: "starting \(path)", code: code) }
        return process
    }
}
