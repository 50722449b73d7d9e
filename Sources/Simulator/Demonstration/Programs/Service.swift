import EventLoop
import Glibc

/// A program of the site that can be started, killed and started again.
final class Service {
    /// The program's name.
    let name: String
    /// Its log, one for all its lives.
    let log: String
    /// The process of the present life; `nil` before the first and after each end that was asked for.
    private(set) var process: ChildProcess?

    private var isStopping = false
    private let path: String
    private let arguments: [String]
    private let notify: NotifySocket
    private let loop: EventLoop
    private let onChange: () -> Void

    /// A service that does not run yet. `onChange` is called by the loop when it is ready and when it ends.
    init(
        _ name: String, programs: ProgramDirectory, arguments: [String], site: DemonstrationSite, loop: EventLoop,
        onChange: @escaping () -> Void
    ) throws(DemonstrationError) {
        self.name = name
        path = try programs.find(name)
        self.arguments = arguments
        log = site.path("demo/\(name).log")
        notify = try NotifySocket(path: site.path("run/\(name).notify"), loop: loop, onChange: onChange)
        self.loop = loop
        self.onChange = onChange
    }

    /// Whether it has said that it is ready.
    var isReady: Bool { notify.isReady && process?.end == nil }

    /// Starts it.
    func start() throws(DemonstrationError) {
        notify.forget()
        process = try ChildProcess(
            path, arguments, output: log, environment: ["NOTIFY_SOCKET": notify.path], loop: loop, onEnd: onChange)
    }

    /// Kills it by `SIGKILL`, and does not return before it is gone.
    func kill() {
        process = nil
        notify.forget()
    }

    /// Asks it to end; `process.end` says when it has.
    func stop() {
        isStopping = true
        process?.send(SIGTERM)
    }

    /// Why it is not there any more although nobody asked it to end; `nil` while it runs.
    var failure: DemonstrationError? {
        guard !isStopping, let process, let end = process.end else { return nil }
        return .ended(name: name, how: end.words, log: log)
    }
}
