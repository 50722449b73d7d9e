import Glibc

/// A thread of a test.
public final class TestThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private var thread = pthread_t()

    /// Starts `body` on a thread of its own.
    public init(_ body: @escaping @Sendable () -> Void) throws {
        let box = Unmanaged.passRetained(Body(body))
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        if failure != 0 {
            box.release()
            throw SystemCallError(call: "pthread_create", code: failure)
        }
    }

    /// Waits for its end.
    public func join() {
        pthread_join(thread, nil)
    }
}
