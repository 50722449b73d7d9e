import Control
import Synchronization
import TestSupport

/// Listens to the gate as a guard's display would, for one life of the daemon, and keeps what it announced.
final class MonitorTap: Sendable {
    private struct State {
        var passages: [PassageEvent] = []
        var isConnected = false
        var isOver = false
    }

    private let state = Mutex(State())
    private let path: String

    /// A listener at the control socket `path`, which need not be there yet.
    init(path: String) {
        self.path = path
    }

    /// The passages announced so far.
    var passages: [PassageEvent] { state.withLock { $0.passages } }

    /// Whether the gate has told something.
    var isConnected: Bool { state.withLock { $0.isConnected } }

    /// Starts listening; join the thread after `end` and the daemon's death.
    func listen() throws -> TestThread {
        try TestThread { [self] in
            while !state.withLock({ $0.isOver }) {
                guard let client = try? VarlinkClient(path: path) else {
                    pause(.milliseconds(5))
                    continue
                }
                // Ends when the daemon dies: its socket closes.
                try? client.stream("org.gatehouse.gate.Monitor", as: MonitorReply.self) { reply in
                    state.withLock { state in
                        state.isConnected = true
                        if let passage = reply.event.passage { state.passages.append(passage) }
                        return true
                    }
                }
            }
        }
    }

    /// No new connection from now on.
    func end() {
        state.withLock { $0.isOver = true }
    }
}
