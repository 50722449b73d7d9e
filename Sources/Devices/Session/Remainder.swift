import EventLoop

/// What a closed transport has left under way, until it has come back. The loop keeps it alive as long.
final class Remainder {
    private var registration: Registration?

    /// Whether all has come back.
    var isOver: Bool { registration == nil }

    /// `nil` when the loop cannot wait for it; its memory is then never used again.
    init?(_ remains: any TransportRemains, _ reactor: any Reactor) {
        do {
            registration = try reactor.register(remains.fd, events: .readable) { [weak self] _, _ in
                self?.finish(remains)
            }
        } catch {
            return nil
        }
    }

    private func finish(_ remains: any TransportRemains) {
        // Its descriptor is closed by then; the loop lets go of it by number.
        let waiting = registration
        guard remains.finish() else { return }
        waiting?.cancel()
        registration = nil
    }
}

@available(*, unavailable)
extension Remainder: Sendable {}
