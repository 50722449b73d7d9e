import CLinux
import Glibc

extension HIDWorker {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread that nobody waits for: it may be stuck in the kernel when the program ends. Returns `errno`.
    ///
    /// The closure is `@Sendable`: one that is bound to the main actor would compile and die on the other thread.
    static func startThread(_ name: String, _ run: @escaping @Sendable () -> Void) -> Int32 {
        let argument = Unmanaged.passRetained(Body(name: name, run: run))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                gh_thread_name(body.name)
                body.run()
                return nil
            }, argument.toOpaque())
        if failure == 0 { pthread_detach(thread) } else { argument.release() }
        return failure
    }
}
