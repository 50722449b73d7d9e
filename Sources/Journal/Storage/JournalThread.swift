import CLinux
import Glibc

/// One thread of the system with a name, and state that only it touches from then on.
struct JournalThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that runs `body` with `state` and ends.
    ///
    /// The closure must be `@Sendable`: one that is bound to the main actor would compile and die on the other thread.
    static func start<State>(
        _ name: String, _ state: sending State, _ body: @escaping @Sendable (State) -> Void
    ) throws(SystemError) -> JournalThread {
        let start = Start(name: name) { body(state) }
        let argument = Unmanaged.passRetained(start)
        var handle = pthread_t()
        let code = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                gh_thread_name(start.name)
                start.run()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw SystemError("pthread_create", code: code)
        }
        return JournalThread(handle: handle)
    }

    /// Waits until the thread has ended. Once only.
    func join() {
        pthread_join(handle, nil)
    }

    private final class Start {
        let name: String
        let run: () -> Void

        init(name: String, run: @escaping () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
