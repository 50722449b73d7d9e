import Codes
import Crypto

/// Opens a journal that was left in any state: walks its last two segments, says how it ended, sets torn bytes aside.
/// It repairs nothing that was durable and refuses what it does not understand.
struct JournalRecovery {
    /// Where writing goes on.
    struct Result {
        var report: RecoveryReport
        var frontier: MerkleFrontier
        var previous: Hash256
        /// The segment in use and the next free block in it; `nil` when a segment must be begun.
        var tail: (segment: SegmentHeader, block: Int)?
        /// A whole frame whose segment the disk failed under: it is written again before anything else.
        var carried: Frame?
        /// The segments that wait, in order.
        var spares: [UInt64]
        /// The number of segment files.
        var segments: Int
        /// The number of the next segment file to make.
        var nextSegment: UInt64
    }

    let layout: JournalLayout
    let files: any FileSystem
    let meta: JournalMeta
    let epoch: EpochSlot

    private struct Walk {
        var checker: FrameChecker
        var before: MerkleFrontier
        var lastFrame: Frame?
        var lastLeaf: (leaf: Leaf, detail: CBORValue?)?
        var carried: Frame?
        var roots: [UInt64: Hash256] = [:]
    }

    func run() throws(JournalError) -> Result {
        var report = RecoveryReport(finding: .new, size: 0, dropped: [], unknown: 0..<0, cosigned: nil, remarks: [])
        var numbers = try segmentNumbers()
        let used = try inUse(&numbers, &report)
        var result = Result(
            report: report, frontier: MerkleFrontier(), previous: .zero, tail: nil, carried: nil, spares: [],
            segments: numbers.count, nextSegment: numbers.last.map { $0 + 1 } ?? 0)
        if let last = used.last {
            try walk(from: used.first ?? last, to: last, &result)
        }
        result.spares = numbers.filter { $0 > used.last?.number ?? 0 || used.isEmpty }
        return result
    }

    /// The segments' numbers in order. Files that were not finished are removed: nothing was ever in them.
    private func segmentNumbers() throws(JournalError) -> [UInt64] {
        let names = try files.on(layout.segments) { () throws(SystemError) in try files.list(layout.segments) }
        for name in names where name.hasSuffix(JournalLayout.unfinished) {
            let path = "\(layout.segments)/\(name)"
            try files.on(path) { () throws(SystemError) in try files.remove(path) }
        }
        return names.compactMap { JournalLayout.segmentNumber($0) }.sorted()
    }

    /// The last two segments that are in use. A header that was torn while it was written is set aside, and the file made
    /// anew.
    private func inUse(_ numbers: inout [UInt64], _ report: inout RecoveryReport) throws(JournalError) -> [SegmentFile]
    {
        var used: [SegmentFile] = []
        for number in numbers.reversed() {
            switch try SegmentFile.open(number, layout, files) {
            case .absent, .spare: continue
            case .segment(let segment): used.insert(segment, at: 0)
            case .damaged(let what, let hasFrames):
                // A header is durable before the first frame behind it is written.
                guard !hasFrames else {
                    throw JournalError.rot(JournalPlace(segment: number, offset: 0, index: 0), what)
                }
                // Below a segment in use it is a spare that had failed; a record accounts for it.
                guard used.isEmpty else { continue }
                try setAside(number, 0..<1, &report)
                try SegmentAllocator(layout: layout, geometry: meta.geometry, files: files).make(number)
            }
            if used.count == 2 { break }
        }
        return used
    }

    private func walk(from first: SegmentFile, to last: SegmentFile, _ result: inout Result) throws(JournalError) {
        let walker = FrameWalker(from: first, layout: layout, files: files)
        var walk = Walk(
            checker: FrameChecker(meta.enrolment, frontier: first.header.frontier, allowsUnknownEpochs: true),
            before: first.header.frontier)
        let name = Enrolment.epochName(origin: meta.enrolment.origin, epoch: epoch.epoch)
        walk.checker.learn(NoteVerifier(name: name, algorithm: .ed25519, key: epoch.key.publicKey), epoch: epoch.epoch)
        while let event = try walker.next() {
            do throws(MalformedError) {
                try take(event, &walk)
            } catch {
                throw JournalError.rot(walker.place, "\(error)")
            }
        }
        guard walker.segment.number == last.number else {
            throw JournalError.rot(walker.place, "it ends here, but segment \(last.number) is in use")
        }
        result.frontier = walk.carried == nil ? walk.checker.frontier : walk.before
        result.previous = walk.carried?.previous ?? walker.previous ?? .zero
        result.carried = walk.carried
        result.report.size = walk.carried?.treeSize ?? result.frontier.size
        try endTail(walker, &result)
        try judge(walk, &result)
    }

    private func take(_ event: WalkEvent, _ walk: inout Walk) throws(MalformedError) {
        switch event {
        case .segment(let segment):
            if let frame = walk.lastFrame, segment.header.firstIndex == frame.firstIndex {
                // The disk failed under the last frame, and this segment was begun in its place.
                walk.carried = frame
                walk.checker.rebase(to: walk.before)
            }
            try walk.checker.check(segment.header, epoch: nil)
            walk.roots[segment.header.firstIndex] = segment.header.frontier.root
        case .frame(let frame, _), .repeated(let frame, _):
            walk.before = walk.checker.frontier
            var last: (Leaf, CBORValue?)?
            try walk.checker.check(frame) { _, leaf, detail in last = (leaf, detail) }
            walk.lastLeaf = last
            walk.lastFrame = frame
            walk.carried = nil
            walk.roots[frame.treeSize] = frame.root
        case .skipped:
            // What was set aside earlier: a record accounts for it, which `verify` checks.
            return
        }
    }

    /// Decides what stands behind the last frame: nothing, torn bytes that are set aside, or rot.
    private func endTail(_ walker: FrameWalker, _ result: inout Result) throws(JournalError) {
        let segment = walker.segment
        let end = try segment.endOfData(from: walker.block)
        for block in walker.block..<end {
            if case .frame(let frame) = try segment.content(at: block) {
                throw JournalError.rot(
                    walker.place, "it is unreadable here, and a frame with record \(frame.firstIndex) follows")
            }
        }
        if walker.block < end {
            result.report.finding = .tornTail
            try setAside(segment.number, walker.block..<end, &result.report)
        }
        // Blocks that hold torn bytes are left as they are: on flash, writing them again could harm their neighbours.
        result.tail = (segment.header, end)
    }

    /// Compares with what upstreams have cosigned, and says how the last run ended.
    private func judge(_ walk: Walk, _ result: inout Result) throws(JournalError) {
        let size = result.report.size
        var remarks: [String] = []
        let cosigned = try CosignatureStore(layout, files, meta.enrolment).all { remarks.append($0) }
        result.report.remarks += remarks
        for (checkpoint, upstream) in cosigned {
            guard checkpoint.size <= size else {
                throw JournalError.rolledBack(size: size, cosigned: checkpoint.size, upstream: upstream.name)
            }
            if let root = walk.roots[checkpoint.size], root != checkpoint.root {
                throw JournalError.forked(size: checkpoint.size, upstream: upstream.name)
            }
            result.report.cosigned = max(result.report.cosigned ?? 0, checkpoint.size)
        }
        guard let frame = walk.lastFrame else { return }
        let closed = walk.lastLeaf?.leaf.kind == .boot && walk.lastLeaf?.detail?["event"]?.text == BootDetail.close
        if result.report.finding == .new { result.report.finding = closed ? .clean : .unclean }
        if !closed { result.report.unknown = frame.firstIndex..<frame.treeSize }
    }

    /// Copies blocks to `quarantine/`, durably, and notes them in the report.
    private func setAside(
        _ number: UInt64, _ blocks: Range<Int>, _ report: inout RecoveryReport
    ) throws(JournalError) {
        let path = layout.segment(number)
        let count = blocks.count * JournalBlock.byteCount
        let offset = Int64(blocks.lowerBound * JournalBlock.byteCount)
        var bytes = try files.withFile(path, []) { (fd) throws(SystemError) in
            try files.readAll(fd, count: count, at: offset)
        }
        // A file that was cut short is filled up with zeroes before it is used again.
        bytes += [UInt8](repeating: 0, count: count - bytes.count)
        let region = DroppedRegion(segment: number, offset: offset, byteCount: bytes.count, digest: Hash256(of: bytes))
        let name = "segment-\(number)-offset-\(offset)-\(Hash256(of: bytes).description.prefix(16)).bin"
        try files.replace("\(layout.quarantine)/\(name)", in: layout.quarantine, with: bytes)
        report.dropped.append(region)
    }
}
