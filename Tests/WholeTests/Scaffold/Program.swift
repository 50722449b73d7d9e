import Foundation
import Glibc
import Synchronization
import TestSupport

/// One run of a program of the package, its output kept in files. Killed at the latest when it is let go of.
final class Program: Sendable {
    /// How a run ended.
    enum End: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    let name: String
    let process: pid_t
    private let outputPath: String
    private let errorPath: String
    private let end = Mutex<End?>(nil)

    /// Starts `path`, or the program of that name beside the tests. `logs` begins the names of its output files.
    init(_ name: String, _ arguments: [String], logs: String, group: ProcessGroup) throws {
        self.name = name
        (outputPath, errorPath) = (logs + ".out", logs + ".err")
        let path = name.hasPrefix("/") ? name : "\(ChildProcess.productsFolder)/\(name)"
        process = try Spawn.start(
            path, arguments, Spawn.Surroundings(output: outputPath, errors: errorPath, group: group.leader))
    }

    deinit { kill() }

    /// What it has written to standard output so far.
    var output: String { Self.text(outputPath) }

    /// What it has written to standard error so far.
    var errors: String { Self.text(errorPath) }

    var isRunning: Bool { poll() == nil }

    /// How it ended; `nil` while it runs.
    @discardableResult
    func poll() -> End? {
        end.withLock { end in
            var status: Int32 = 0
            if end == nil, waitpid(process, &status, WNOHANG) == process { end = Self.end(status) }
            return end
        }
    }

    /// Sends a signal, unless it has ended: its number may be another's by then.
    func send(_ signal: Int32) {
        end.withLock { end in
            if end == nil { _ = Glibc.kill(process, signal) }
        }
    }

    /// Kills it (`SIGKILL`) and waits.
    @discardableResult
    func kill() -> End {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            _ = Glibc.kill(process, SIGKILL)
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            let ended = Self.end(status)
            end = ended
            return ended
        }
    }

    /// Waits until it ends by itself.
    func wait() throws -> End {
        try until("\(name) ends") { self.poll() }
    }

    /// Asks it to end (`SIGTERM`) and waits.
    func terminate() throws -> End {
        send(SIGTERM)
        return try wait()
    }

    private static func end(_ status: Int32) -> End {
        status & 0x7F == 0 ? .exit((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
