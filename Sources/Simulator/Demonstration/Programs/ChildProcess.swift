import CLinux
import EventLoop
import Glibc

/// A program that runs beside this one, and never longer: it is killed when the object goes, and by the kernel when
/// this process dies without a word.
final class ChildProcess {
    /// How a program ended.
    enum End: Hashable {
        case exited(Int32)
        case killed(Int32)

        /// In words, after the program's name.
        var words: String {
            switch self {
            case .exited(let status): "ended with \(status)"
            case .killed(let signal): "was killed by signal \(signal)"
            }
        }
    }

    /// The program's name.
    let name: String
    /// Where its standard output and error go.
    let output: String
    /// How it ended; `nil` while it runs.
    private(set) var end: End?

    private let process: pid_t
    private let descriptor: Int32
    private var registration: Registration?
    private let onEnd: () -> Void

    /// Starts `path`; `onEnd` is called by the loop when it has ended.
    ///
    /// - Parameters:
    ///   - output: a file that what it says is added to.
    ///   - environment: set beside what this process has.
    init(
        _ path: String, _ arguments: [String], output: String, environment: [String: String] = [:], loop: EventLoop,
        onEnd: @escaping () -> Void
    ) throws(DemonstrationError) {
        name = String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
        self.output = output
        self.onEnd = onEnd
        let file = gh_open(output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw .file(path: output, why: String(cString: strerror(-file))) }
        defer { close(file) }
        var words = Self.copies([path] + arguments)
        var settings = Self.copies(Self.environment(with: environment))
        defer { for word in words + settings { free(word) } }
        process = gh_spawn(path, &words, &settings, file)
        guard process > 0 else {
            throw .program(name: name, path: path, why: String(cString: strerror(-process)))
        }
        descriptor = gh_pidfd_open(process)
        do {
            registration = try loop.register(descriptor, events: .readable) { [weak self] _, _ in self?.ended() }
        } catch {
            end = Self.killAndWait(process)
            throw .world("\(name) cannot be watched: \(error)")
        }
    }

    deinit {
        registration?.cancel()
        if end == nil { _ = Self.killAndWait(process) }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends `signal`, unless it has ended.
    func send(_ signal: Int32) {
        if end == nil { Glibc.kill(process, signal) }
    }

    /// What it wrote last, at most `count` lines.
    func lastLines(_ count: Int) -> [String] {
        guard let text = try? DemonstrationFiles.read(output) else { return [] }
        return text.split(separator: "\n").suffix(count).map(String.init)
    }

    private func ended() {
        var status: Int32 = 0
        guard end == nil, waitpid(process, &status, WNOHANG) == process else { return }
        end = Self.end(status)
        registration?.cancel()
        onEnd()
    }

    private static func killAndWait(_ process: pid_t) -> End {
        Glibc.kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return end(status)
    }

    private static func end(_ status: Int32) -> End {
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    /// This process's environment without what a service manager has told it alone.
    private static func environment(with settings: [String: String]) -> [String] {
        let own = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] + settings.keys
        var entries: [String] = []
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !own.contains(where: { text.hasPrefix($0 + "=") }) { entries.append(text) }
            next += 1
        }
        return entries + settings.map { "\($0.key)=\($0.value)" }
    }

    /// C strings, ended by a null pointer.
    private static func copies(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] {
        words.map { strdup($0) } + [nil]
    }
}
