import Synchronization
import TestSupport

/// Starts one program again and again, and kills it at moments that a seed chooses.
final class Killer: Sendable {
    /// When a life ends.
    enum Moment: CaseIterable {
        /// While it starts.
        case starting
        /// At some time after it is at work.
        case working
        /// Right after it has done something.
        case acting
        /// Right after somebody was let in.
        case opening
    }

    private struct State {
        var kills = 0
        var problem: String?
    }

    private let state = Mutex(State())
    private let wanted: Int
    private let seed: UInt64
    private let isCancelled = Atomic(false)

    /// Kills `wanted` times.
    init(kills wanted: Int, seed: UInt64) {
        self.wanted = wanted
        self.seed = seed
    }

    var kills: Int { state.withLock { $0.kills } }
    var problem: String? { state.withLock { $0.problem } }
    var isDone: Bool { kills >= wanted || problem != nil }
    /// Ends after the life that is on.
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// A life: starts a program, waits for a sign of it if `moment` asks for one, and returns it to be killed after the
    /// pause; then looks at what it left.
    typealias Life = @Sendable (Moment, _ pause: (ClosedRange<Int>) -> Void) throws -> Void

    /// Lives on a thread of its own until all are done.
    func run(_ life: @escaping Life) throws -> TestThread {
        try TestThread { [self] in
            var random = SplitMix(seed: seed)
            while !isDone, !isCancelled.load(ordering: .relaxed) {
                let moment = Moment.allCases.randomElement(using: &random) ?? .working
                do {
                    try life(moment) { pause(.milliseconds(Int.random(in: $0, using: &random))) }
                    state.withLock { $0.kills += 1 }
                } catch {
                    state.withLock { $0.problem = "\(error)" }
                }
            }
        }
    }
}
