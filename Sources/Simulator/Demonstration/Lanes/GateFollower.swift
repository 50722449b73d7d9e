import CLinux
import Control
import EventLoop
import Glibc
import Synchronization

/// Follows one life of the daemon over its control socket: what happens at the gate, and the journal's state.
///
/// Two threads wait for the daemon's replies; the loop takes what they have heard. They end with the daemon.
final class GateFollower: Sendable {
    /// What was heard.
    enum News: Sendable {
        case event(GateEvent)
        case status(GateStatus)
    }

    /// Between two questions for the status: often enough for a watching person, rarely enough to cost nothing.
    private static let statusPause: UInt32 = 150_000  // µs

    private let socket: String
    private let wakeup: Wakeup
    private let box = Mutex<Box>(Box())

    private struct Box {
        var news: [News] = []
        var threads = 2
    }

    /// Follows the daemon at `socket`; `wakeup` is signalled when there is news.
    init(socket: String, wakeup: Wakeup) throws(DemonstrationError) {
        self.socket = socket
        self.wakeup = wakeup
        try Self.start("monitor", self) { $0.monitor() }
        try Self.start("status", self) { $0.askForStatus() }
    }

    /// What was heard since the last call, in order.
    func take() -> [News] {
        box.withLock { box in
            defer { box.news.removeAll() }
            return box.news
        }
    }

    /// Whether the daemon has hung up and all that it said has been heard.
    var isEnded: Bool { box.withLock { $0.threads == 0 && $0.news.isEmpty } }

    private func monitor() {
        guard let client = try? VarlinkClient(path: socket) else { return }
        // Ends with the connection, and the loop sees how the daemon is by its process.
        try? client.stream(GateInterface.Method.monitor, as: MonitorReply.self) { reply in
            tell(.event(reply.event))
            return true
        }
    }

    private func askForStatus() {
        guard let client = try? VarlinkClient(path: socket) else { return }
        while let reply = try? client.call(GateInterface.Method.getStatus, as: StatusReply.self) {
            tell(.status(reply.status))
            usleep(Self.statusPause)
        }
    }

    private func tell(_ news: News) {
        box.withLock { $0.news.append(news) }
        wakeup.signal()
    }

    private func threadEnded() {
        box.withLock { $0.threads -= 1 }
        wakeup.signal()
    }

    private static func start(
        _ name: String, _ follower: GateFollower, _ body: @escaping @Sendable (GateFollower) -> Void
    ) throws(DemonstrationError) {
        let start = Unmanaged.passRetained(
            Start(name: name) {
                body(follower)
                follower.threadEnded()
            })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                gh_thread_name(start.name)
                start.run()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw .world("a thread cannot be started: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    private final class Start {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
