import Admission
import Codes
import Crypto
import FoundationEssentials
import Wire

/// The write path: seal, leaf, tree, sign twice, one write, one sync. It lives on the writer's thread.
final class CommitEngine {
    private let options: JournalOptions
    private let origin: String
    private let originDigest: Hash256
    private let bootID: BootID
    private let epoch: EpochSlot
    private let epochSigner: NoteSigner
    private let identitySigner: NoteSigner
    private let segmentBlocks: UInt32
    private var preparer: RecordPreparer
    private var writer: SegmentWriter
    private var builder = FrameBuilder()
    private var text: [UInt8] = []

    /// The tree of what is durable, and the last durable frame.
    private(set) var committed: MerkleFrontier
    private var previous: Hash256
    /// The tree with the frame that is being built.
    private var working: MerkleFrontier
    private var tickets: [UInt64?] = []
    /// What a record must account for: a write that failed.
    private var debts: [(region: DroppedRegion, error: SystemError)] = []
    private(set) var failedWrites = 0
    /// Why nothing can be written any more.
    private(set) var closed: JournalError?

    init(
        options: JournalOptions, meta: JournalMeta, epoch: EpochSlot, bootID: BootID, pool: SparePool,
        recovered: JournalRecovery.Result
    ) throws(JournalError) {
        self.options = options
        self.epoch = epoch
        self.bootID = bootID
        origin = meta.enrolment.origin
        originDigest = Hash256(of: origin)
        segmentBlocks = UInt32(meta.geometry.segmentBlocks)
        preparer = RecordPreparer(meta.enrolment)
        committed = recovered.frontier
        working = recovered.frontier
        previous = recovered.previous
        let layout = JournalLayout(options.directory)
        writer = SegmentWriter(layout: layout, geometry: meta.geometry, files: options.files, pool: pool)
        do throws(MalformedError) {
            identitySigner = try NoteSigner(name: origin, key: options.identity)
            epochSigner = try NoteSigner(name: Enrolment.epochName(origin: origin, epoch: epoch.epoch), key: epoch.key)
        } catch {
            throw JournalError.malformed(path: layout.meta, error)
        }
        if let tail = recovered.tail { try writer.resume(tail.segment, at: tail.block) }
    }

    /// The segment in use.
    var segment: UInt64 { writer.header?.segment ?? 0 }
    /// The number of the epoch whose key signs.
    var epochNumber: UInt32 { epoch.epoch }

    /// Writes records in their order, in as few frames as they fit into, and tells of each what became of it.
    func write(_ records: ArraySlice<QueuedRecord>, _ complete: (JournalCompletion) -> Void) {
        begin()
        for record in records {
            do throws(JournalError) {
                let prepared = try preparer.prepare(record.draft, policy: record.policy, ticket: record.ticket)
                if !builder.fits(detail: prepared.detail.count, sealed: prepared.sealed.count) { commit(complete) }
                append(prepared)
            } catch {
                complete(JournalCompletion(ticket: record.ticket, outcome: .failed(error)))
            }
        }
        commit(complete)
        payDebts()
    }

    /// Writes one record of the journal's own, now.
    func writeOwn(_ kind: RecordKind, _ detail: CBORValue) throws(JournalError) {
        let (time, quality) = options.clock.civil()
        let draft = RecordDraft(
            kind: kind, time: time, clock: quality, uptime: options.clock.monotonic(), detail: detail)
        begin()
        append(try preparer.prepare(draft, policy: options.policy, ticket: nil))
        try commitFrame()
    }

    /// Writes the records of a frame once more that an earlier run wrote to a segment that failed.
    func carry(_ frame: Frame) throws(JournalError) {
        begin()
        for position in 0..<frame.count {
            let record = frame.record(at: position)
            do throws(MalformedError) {
                append(
                    PreparedRecord(
                        leaf: try Leaf(record.leaf), detail: Array(record.detail), sealed: Array(record.sealed),
                        ticket: nil))
            } catch {
                throw JournalError.malformed(path: options.directory, error)
            }
        }
        try commitFrame()
    }

    /// Closes the files.
    func release() {
        writer.release()
    }

    private func begin() {
        builder.begin()
        tickets.removeAll(keepingCapacity: true)
        working = committed
    }

    private func append(_ record: PreparedRecord) {
        working.append(builder.append(record.leaf, detail: record.detail, sealed: record.sealed))
        tickets.append(record.ticket)
    }

    /// Commits the frame that was built, if there is anything in it, tells of its records, and begins the next.
    private func commit(_ complete: (JournalCompletion) -> Void) {
        guard builder.count > 0 else { return }
        let first = committed.size
        var failure: JournalError?
        do throws(JournalError) {
            try commitFrame()
        } catch {
            failure = error
        }
        for (position, ticket) in tickets.enumerated() {
            guard let ticket else { continue }
            let outcome = failure.map { JournalCompletion.Outcome.failed($0) }
            complete(JournalCompletion(ticket: ticket, outcome: outcome ?? .durable(index: first + UInt64(position))))
        }
        begin()
    }

    /// Signs, writes and syncs the frame that was built. When it returns, the frame is durable.
    private func commitFrame() throws(JournalError) {
        if let closed { throw closed }
        let header = FrameBuilder.Header(
            segment: 0, firstIndex: committed.size, epoch: epoch.epoch,
            monotonicNanoseconds: options.clock.monotonic().nanoseconds, bootID: bootID, previous: previous)
        let root = working.root
        text.removeAll(keepingCapacity: true)
        Checkpoint(origin: origin, size: working.size, root: root).append(to: &text)
        do throws(MalformedError) {
            builder.finish(
                header, root: root, identity: try identitySigner.signature(of: text),
                epoch: try epochSigner.signature(of: text))
        } catch {
            throw JournalError.malformed(path: origin, error)
        }
        if !writer.fits(builder.blockCount) { try roll() }
        bind()
        do throws(SystemError) {
            try writer.write(builder.blocks)
        } catch {
            try rescue(error)
        }
        committed = working
        previous = builder.digest
    }

    private func bind() {
        guard let header = writer.header else { return }
        builder.bind(segment: header.segment, segmentID: header.segmentID)
    }

    /// Begins the next segment. A ring that is full leaves the journal open: there may be room later.
    private func roll() throws(JournalError) {
        do throws(JournalError) {
            let failed = try writer.roll { (number) throws(JournalError) in try signedHeader(number) }
            guard let failed else { return }
            failedWrites += 1
            let header = DroppedRegion(
                segment: failed.segment, offset: 0, byteCount: JournalBlock.byteCount, digest: nil)
            debts.append((header, failed.error))
        } catch JournalError.ringFull(let segments) {
            throw JournalError.ringFull(segments: segments)
        } catch {
            closed = .closed("no segment can be begun: \(error)")
            throw error
        }
    }

    private func signedHeader(_ number: UInt64) throws(JournalError) -> SegmentHeader {
        var header = SegmentHeader(
            blocks: segmentBlocks, segment: number, segmentID: .random(), originDigest: originDigest,
            frontier: committed)
        do throws(MalformedError) {
            header.identitySignature = try identitySigner.signature(of: header.signedBytes)
            header.epochSignature = try epochSigner.signature(of: header.signedBytes)
        } catch {
            throw JournalError.malformed(path: origin, error)
        }
        return header
    }

    /// After an error of a write or a sync, the file is not trusted again, whatever a second call would say: the frame goes
    /// to a fresh segment and is read back past the cache. A second failure closes the journal.
    private func rescue(_ error: SystemError) throws(JournalError) {
        failedWrites += 1
        let region = DroppedRegion(
            segment: segment, offset: writer.offset, byteCount: builder.blocks.count, digest: nil)
        try roll()
        bind()
        do throws(SystemError) {
            try writer.write(builder.blocks)
            guard try writer.isOnDisk(builder.blocks) else {
                throw SystemError("read back", code: FileSystemCode.inputOutput)
            }
        } catch let second {
            let why = JournalError.closed(
                "\(error) in segment \(region.segment), then \(second) in segment \(segment); check the disk and open again"
            )
            closed = why
            throw why
        }
        debts.append((region, error))
    }

    /// Records what went wrong, so that the place is accounted for.
    private func payDebts() {
        while let debt = debts.first {
            do throws(JournalError) {
                try writeOwn(.gap, BootDetail.failedWrite(debt.region, debt.error))
                debts.removeFirst()
            } catch {
                return
            }
        }
    }
}
