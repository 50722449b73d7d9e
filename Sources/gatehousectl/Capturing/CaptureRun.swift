import EventLoop
import Glibc
import Wire

/// One capture, from its beginning to its end by time, by a signal, or by a failure.
final class CaptureRun {
    private let loop: EventLoop
    private let writer: CaptureWriter
    private let seconds: Double?
    private var failure: ToolFailure?

    init(_ loop: EventLoop, writer: CaptureWriter, seconds: Double?) {
        self.loop = loop
        self.writer = writer
        self.seconds = seconds
    }

    /// Runs to the end. What was captured before a failure is kept, and the failure is told.
    func run(_ source: any CaptureSource) throws(ToolFailure) {
        do throws(EventLoopError) {
            let ending = [SIGINT, SIGTERM, SIGHUP]
            try Signals.block(ending)
            for signal in ending { try loop.onSignal(signal) { [unowned self] _ in loop.stop() } }
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
        if let seconds {
            loop.schedule(at: loop.now + .nanoseconds(Int64(seconds * 1e9))) { [unowned self] _ in loop.stop() }
        }
        do throws(ToolFailure) {
            try source.start(writer) { [unowned self] failure in
                self.failure = self.failure ?? failure
                loop.stop()
            }
            try turn()
        } catch {
            failure = failure ?? error
        }
        source.stop()
        try writer.finish()
        if var failure {
            if writer.hasBegun, let file = writer.summary.file {
                failure.message += "; what came before is in \(file)"
            }
            throw failure
        }
    }

    private func turn() throws(ToolFailure) {
        do throws(EventLoopError) {
            try loop.run()
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
    }
}
