import EventLoop
import Wire

/// Turns the loop until something has come true, so that a demonstration reads as one story although everything in it
/// happens by events.
final class Pump {
    /// The loop.
    let loop: EventLoop
    /// Called in each pass, before conditions are looked at; what it throws ends the wait.
    var onPass: () throws(DemonstrationError) -> Void = {}

    private var isInterrupted = false

    /// A pump that also hears `SIGINT`, `SIGTERM` and `SIGHUP`, which must be blocked in all threads.
    init() throws(DemonstrationError) {
        do {
            loop = try EventLoop()
            for signal in Signals.standard {
                try loop.onSignal(signal) { [unowned self] _ in
                    isInterrupted = true
                    changed()
                }
            }
        } catch {
            throw .world("the loop cannot be made: \(error)")
        }
    }

    /// Something has changed that somebody may wait for.
    func changed() { loop.stop() }

    /// Waits for `condition`.
    ///
    /// - Parameters:
    ///   - what: what is waited for, for the error.
    ///   - limit: longer than it takes on the slowest machine; then it is an error.
    func wait(
        for what: String, within limit: Duration, _ condition: () throws(DemonstrationError) -> Bool
    ) throws(DemonstrationError) {
        let deadline = BootClock.now + limit
        let timer = loop.schedule(at: deadline) { [unowned self] _ in changed() }
        defer { timer.cancel() }
        while true {
            if isInterrupted { throw .interrupted }
            try onPass()
            if try condition() { return }
            if BootClock.now >= deadline { throw .timeout(what: what, limit: limit) }
            do { try loop.run() } catch { throw .world("the loop stopped: \(error)") }
        }
    }
}
