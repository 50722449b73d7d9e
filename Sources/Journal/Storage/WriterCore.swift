import Codes
import EventLoop
import Synchronization

/// What the loop's thread, the writer's and the housekeeper's share: queues under one lock that nobody holds while he
/// waits for the disk.
final class WriterCore: Sendable {
    private struct Shared {
        var queue: [QueuedRecord] = []
        var completions: [JournalCompletion] = []
        var state: JournalState
        var policy: Hash256
        var notes: [SignedNote] = []
        var stop: Stop?
    }

    private enum Stop {
        case inOrder
        case atOnce
    }

    let wakeup: Wakeup
    private let shared: Mutex<Shared>
    private let work: Doorbell
    private let chores: Doorbell
    private let pool: SparePool
    private let queueLimit: Int
    private let files: any FileSystem
    private let lock: Int32

    /// Notes wait for a disk that answers; of an upstream only the newest counts, so that a few are enough.
    private static let noteLimit = 16

    init(_ options: JournalOptions, pool: SparePool, lock: Int32, state: JournalState) throws(SystemError) {
        do {
            wakeup = try Wakeup()
        } catch {
            throw SystemError(error.call, code: error.code)
        }
        work = try Doorbell()
        chores = try Doorbell()
        self.pool = pool
        self.lock = lock
        files = options.files
        queueLimit = options.queueLimit
        shared = Mutex(Shared(state: state, policy: options.policy))
    }

    // MARK: The loop's side

    func submit(_ draft: RecordDraft, _ ticket: UInt64) -> Bool {
        let (taken, wasEmpty) = shared.withLock { shared in
            guard shared.stop == nil, shared.queue.count < queueLimit else { return (false, false) }
            shared.queue.append(QueuedRecord(draft: draft, policy: shared.policy, ticket: ticket))
            return (true, shared.queue.count == 1)
        }
        if wasEmpty { work.ring() }
        return taken
    }

    func takeCompletions() -> [JournalCompletion] {
        shared.withLock { shared in
            let taken = shared.completions
            shared.completions.removeAll(keepingCapacity: true)
            return taken
        }
    }

    var state: JournalState {
        let (made, spare) = pool.counts
        return shared.withLock { shared in
            var state = shared.state
            state.segmentsUsed = made - spare
            return state
        }
    }

    func setPolicy(_ policy: Hash256) {
        shared.withLock { $0.policy = policy }
    }

    func keepCosigned(_ note: SignedNote) {
        shared.withLock { shared in
            shared.notes.append(note)
            if shared.notes.count > Self.noteLimit { shared.notes.removeFirst() }
        }
        chores.ring()
    }

    func stop(writingClosingRecord: Bool) {
        shared.withLock { $0.stop = writingClosingRecord ? .inOrder : .atOnce }
        work.ring()
        chores.ring()
    }

    func releaseLock() {
        files.close(lock)
    }

    // MARK: The writer's side

    func runWriter(_ engine: CommitEngine) {
        defer { engine.release() }
        var records: [QueuedRecord] = []
        while true {
            work.wait()
            records.removeAll(keepingCapacity: true)
            // The two arrays change places, so that neither is copied or allocated again.
            let stop = shared.withLock { shared in
                swap(&records, &shared.queue)
                return shared.stop
            }
            if stop != .atOnce { write(records, engine) }
            guard let stop else { continue }
            if stop == .inOrder { close(engine) }
            return
        }
    }

    /// Writes records. A commit is told as soon as it is durable, not when the last record of the queue is.
    private func write(_ records: [QueuedRecord], _ engine: CommitEngine) {
        var rest = records[...]
        var completions: [JournalCompletion] = []
        while !rest.isEmpty {
            completions.removeAll(keepingCapacity: true)
            engine.write(rest.prefix(JournalBlock.recordsPerFrame)) { completions.append($0) }
            rest = rest.dropFirst(JournalBlock.recordsPerFrame)
            publish(completions, engine)
        }
        if pool.counts.spare < JournalGeometry.spares { chores.ring() }
    }

    private func close(_ engine: CommitEngine) {
        do throws(JournalError) {
            try engine.writeOwn(.boot, BootDetail.closing)
            publish([], engine)
        } catch {
            shared.withLock { $0.state.remark = "no closing record: \(error)" }
        }
    }

    private func publish(_ completions: [JournalCompletion], _ engine: CommitEngine) {
        let isFull = completions.contains {
            if case .failed(.ringFull) = $0.outcome { true } else { false }
        }
        shared.withLock { shared in
            shared.completions += completions
            shared.state.size = engine.committed.size
            shared.state.root = engine.committed.root
            shared.state.segment = engine.segment
            shared.state.failedWrites = engine.failedWrites
            if let closed = engine.closed {
                shared.state.condition = .closed("\(closed)")
            } else {
                shared.state.condition = isFull ? .ringFull : .open
            }
        }
        wakeup.signal()
    }

    // MARK: The housekeeper's side

    func runHousekeeping(_ cosignatures: CosignatureStore) {
        while true {
            do throws(JournalError) {
                try pool.refill()
                try storeNotes(cosignatures)
            } catch {
                shared.withLock { $0.state.remark = "\(error)" }
            }
            if shared.withLock({ $0.stop != nil }) { return }
            chores.wait()
        }
    }

    private func storeNotes(_ cosignatures: CosignatureStore) throws(JournalError) {
        let notes = shared.withLock { shared in
            let notes = shared.notes
            shared.notes.removeAll()
            return notes
        }
        for note in notes {
            guard let size = try cosignatures.store(note) else {
                shared.withLock {
                    $0.state.remark = "a note was ignored that no upstream of the enrolment has cosigned"
                }
                continue
            }
            shared.withLock { $0.state.cosigned = max($0.state.cosigned ?? 0, size) }
        }
    }
}
