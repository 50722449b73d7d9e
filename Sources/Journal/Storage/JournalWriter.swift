import Crypto
public import EventLoop
import FoundationEssentials
import Synchronization

/// A record that waits for the writer.
struct QueuedRecord: Sendable {
    var draft: RecordDraft
    var policy: Hash256
    var ticket: UInt64
}

/// The journal, open for writing. One process at a time has it; its own thread does what may wait for the disk.
public final class JournalWriter: Sendable {
    /// What opening found.
    public let report: RecoveryReport
    /// Who the gate is and whom it works with, as the journal's enrolment says.
    public let enrolment: Enrolment
    /// How large the ring and its segments are.
    public let geometry: JournalGeometry
    /// Signalled when completions are to be drained; register it in the loop.
    public var wakeup: Wakeup { core.wakeup }

    private let core: WriterCore
    private let writing: JournalThread
    private let housekeeping: JournalThread
    private let ended = Mutex(false)

    /// Opens a journal: takes its lock, recovers, writes the boot record, starts the threads.
    ///
    /// It waits for the disk, therefore it is called before the loop runs. The boot record is durable when it returns.
    public static func open(_ options: JournalOptions) throws(JournalError) -> JournalWriter {
        let opening = try JournalOpening.run(options)
        let core = opening.core
        do throws(SystemError) {
            let writing = try JournalThread.start("gh-journal", opening.engine) { core.runWriter($0) }
            do throws(SystemError) {
                let aux = try JournalThread.start("gh-journal-aux", opening.cosignatures) { core.runHousekeeping($0) }
                return JournalWriter(opening.report, opening.meta, core, writing, aux)
            } catch {
                core.stop(writingClosingRecord: true)
                writing.join()
                throw error
            }
        } catch {
            core.releaseLock()
            throw JournalError.system(path: options.directory, error)
        }
    }

    private init(
        _ report: RecoveryReport, _ meta: JournalMeta, _ core: WriterCore, _ writing: JournalThread,
        _ housekeeping: JournalThread
    ) {
        self.report = report
        enrolment = meta.enrolment
        geometry = meta.geometry
        self.core = core
        self.writing = writing
        self.housekeeping = housekeeping
    }

    deinit {
        close()
    }

    /// Gives a record to the writer. Never waits.
    ///
    /// - Parameter ticket: comes back in the completion.
    /// - Returns: `false` when the queue is full or the journal is closing; there is no completion then.
    public func submit(_ draft: RecordDraft, ticket: UInt64) -> Bool {
        core.submit(draft, ticket)
    }

    /// Calls `body` with what became of records since the last call, in their order. Never waits for the disk.
    public func drainCompletions(_ body: (JournalCompletion) -> Void) {
        for completion in core.takeCompletions() { body(completion) }
    }

    /// Where the journal stands.
    public var state: JournalState { core.state }

    /// The digest of rules and settings for the leaves of records that are submitted from now on.
    public func setPolicy(_ policy: Hash256) {
        core.setPolicy(policy)
    }

    /// Keeps a checkpoint that an upstream cosigned, on another thread; ignored unless it is this log's and verifies.
    /// The journal will refuse to open when it is found to be smaller than that.
    public func keepCosigned(_ note: SignedNote) {
        core.keepCosigned(note)
    }

    /// Writes what is queued and a closing record, and waits until the threads have ended. More calls do nothing.
    public func close() {
        end(writingClosingRecord: true)
    }

    /// Ends as if the process had been killed: what is queued is not written, and no closing record is.
    func abandon() {
        end(writingClosingRecord: false)
    }

    private func end(writingClosingRecord: Bool) {
        let first = ended.withLock { ended in
            defer { ended = true }
            return !ended
        }
        guard first else { return }
        core.stop(writingClosingRecord: writingClosingRecord)
        writing.join()
        housekeeping.join()
        core.releaseLock()
    }
}
