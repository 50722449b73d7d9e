import Codes

/// What checking a whole journal found.
public struct VerificationReport: Hashable, Sendable {
    /// The segments, frames and records that were checked and found right.
    public var segments = 0
    /// Frames that are right.
    public var frames = 0
    /// Records that are right.
    public var records: UInt64 = 0
    /// The head of what is right.
    public var head: Checkpoint?
    /// The first thing that is wrong; `nil` if nothing is.
    public var broken: Breakage?
    /// What is right and still worth knowing, in words: torn bytes that are accounted for, a head that nobody cosigned.
    public var remarks: [String] = []

    /// The first thing that is wrong.
    public struct Breakage: Hashable, Sendable, CustomStringConvertible {
        /// Where.
        public var place: JournalPlace
        /// What, in words.
        public var what: String

        /// Where and what.
        public var description: String { "\(place): \(what)" }
    }

    /// Whether nothing is wrong.
    public var isSound: Bool { broken == nil }
}

/// Walks a whole journal and checks everything that can be checked with public keys: every header, frame, tree, digest,
/// signature, the chain, the padding, the blocks that hold nothing, and the sizes that upstreams have cosigned.
public struct JournalVerifier {
    private let reader: JournalReader
    private var checker: FrameChecker
    private var before: MerkleFrontier
    private var report = VerificationReport()
    /// Blocks that hold something but no frame, until a record accounts for them.
    private var unaccounted: [(region: DroppedRegion, place: JournalPlace)] = []
    private var accounted: [DroppedRegion] = []
    private var pendingHeader: (header: SegmentHeader, place: JournalPlace)?
    private var roots: [UInt64: Hash256] = [:]
    private var cosigned: [(checkpoint: Checkpoint, upstream: NoteVerifier)] = []

    /// A verifier of the journal in a directory.
    ///
    /// - Parameter root: the committee's root key; without it, nothing says that the committee wrote the enrolment.
    /// - Throws: if the directory holds no journal.
    public init(
        directory: String, root: NoteVerifier?, files: any FileSystem = LinuxFileSystem()
    ) throws(JournalError) {
        reader = try JournalReader(directory: directory, root: root, files: files)
        checker = FrameChecker(reader.enrolment, frontier: MerkleFrontier(), allowsUnknownEpochs: false)
        before = MerkleFrontier()
        if root == nil { report.remarks.append("the enrolment was taken as it is: no root key was given to check it") }
    }

    /// Checks everything, until the first thing that is wrong.
    ///
    /// - Throws: only if a file cannot be read.
    public static func verify(
        directory: String, root: NoteVerifier?, files: any FileSystem = LinuxFileSystem()
    ) throws(JournalError) -> VerificationReport {
        var verifier = try JournalVerifier(directory: directory, root: root, files: files)
        return try verifier.run()
    }

    private mutating func run() throws(JournalError) -> VerificationReport {
        var remarks: [String] = []
        cosigned = try CosignatureStore(reader.layout, reader.files, reader.enrolment).all { remarks.append($0) }
        report.remarks += remarks
        var place = JournalPlace(segment: 0, offset: 0, index: 0)
        do {
            let numbers = try reader.segmentNumbers()
            if let first = try firstSegment(numbers) {
                place.segment = first.number
                let walker = FrameWalker(from: first, layout: reader.layout, files: reader.files)
                while let event = try walker.next() {
                    place = walker.place
                    try take(event, &place)
                    if report.broken != nil { return report }
                }
                place = walker.place
                try finish(walker, numbers)
            }
            try checkCosigned(place)
        } catch JournalError.rot(let where_, let what) {
            return broken(where_, what)
        } catch let error as MalformedError {
            return broken(place, "\(error)")
        } catch let error as JournalError {
            throw error
        } catch {
            return broken(place, "\(error)")
        }
        return report
    }

    private mutating func broken(_ place: JournalPlace, _ what: String) -> VerificationReport {
        if report.broken == nil { report.broken = .init(place: place, what: what) }
        return report
    }

    /// The first segment in use. A damaged one before it is the first thing that is wrong.
    private mutating func firstSegment(_ numbers: [UInt64]) throws -> SegmentFile? {
        for number in numbers {
            switch try SegmentFile.open(number, reader.layout, reader.files) {
            case .absent, .spare: continue
            case .segment(let segment):
                guard segment.header.firstIndex == 0 || number > 0 else {
                    throw MalformedError(
                        "segment header", "the first segment begins with record \(segment.header.firstIndex)")
                }
                checker.rebase(to: segment.header.frontier)
                if segment.header.firstIndex > 0 {
                    report.remarks.append("records before \(segment.header.firstIndex) are not here any more")
                }
                return segment
            case .damaged(let what, _):
                throw JournalError.rot(JournalPlace(segment: number, offset: 0, index: 0), what)
            }
        }
        return nil
    }

    private mutating func take(_ event: WalkEvent, _ place: inout JournalPlace) throws {
        switch event {
        case .segment(let segment):
            place = JournalPlace(segment: segment.number, offset: 0, index: segment.header.firstIndex)
            if segment.header.firstIndex < checker.frontier.size { checker.rebase(to: before) }
            try checker.check(segment.header, epoch: nil)
            pendingHeader = (segment.header, place)
            roots[segment.header.firstIndex] = segment.header.frontier.root
            report.segments += 1
        case .frame(let frame, let at), .repeated(let frame, let at):
            place = at
            try check(frame, at)
        case .skipped(let segment, let blocks):
            let bytes = try segment.bytes(blocks)
            let region = DroppedRegion(
                segment: segment.number, offset: Int64(blocks.lowerBound * JournalBlock.byteCount),
                byteCount: bytes.count, digest: Hash256(of: bytes))
            place = JournalPlace(segment: segment.number, offset: region.offset, index: checker.frontier.size)
            unaccounted.append((region, place))
        }
    }

    private mutating func check(_ frame: Frame, _ place: JournalPlace) throws {
        if let (header, place) = pendingHeader {
            guard let key = checker.epochKey(frame.epoch), isSigned(header, by: key) else {
                throw JournalError.rot(place, "segment header: the key of epoch \(frame.epoch) has not signed it")
            }
            pendingHeader = nil
        }
        before = checker.frontier
        var accounts: [DroppedRegion] = []
        try checker.check(frame) { _, leaf, detail in
            guard leaf.kind == .boot || leaf.kind == .gap, let detail else { return }
            accounts += DroppedRegion.accounted(in: detail)
        }
        accounted += accounts
        let isNew = frame.treeSize > report.head?.size ?? 0
        try checkPadding(frame, place)
        if isNew { report.records += UInt64(frame.count) }
        report.frames += 1
        report.head = frame.checkpoint(origin: checker.origin)
        roots[frame.treeSize] = frame.root
    }

    private func isSigned(_ header: SegmentHeader, by key: NoteVerifier) -> Bool {
        header.epochSignature.withUnsafeBytes { key.isValid($0, of: header.signedBytes) }
    }

    private func checkPadding(_ frame: Frame, _ place: JournalPlace) throws {
        let path = reader.layout.segment(place.segment)
        let start = place.offset + Int64(frame.bytes.count)
        let count = frame.blockCount * JournalBlock.byteCount - frame.bytes.count
        let bytes = try reader.files.withFile(path, []) { (fd) throws(SystemError) in
            try reader.files.readAll(fd, count: count, at: start)
        }
        guard bytes[...].isZero else { throw MalformedError("frame", "the padding behind it is not zero") }
    }

    /// What is behind the last frame, what was accounted for, and segments that are passed over.
    private mutating func finish(_ walker: FrameWalker, _ numbers: [UInt64]) throws {
        let end = try walker.segment.endOfData(from: walker.block)
        if walker.block < end {
            throw JournalError.rot(
                walker.place,
                "\((end - walker.block) * JournalBlock.byteCount) bytes behind the last frame are no frame: opening the "
                    + "journal for writing will set them aside if they are torn")
        }
        for number in numbers {
            switch try SegmentFile.open(number, reader.layout, reader.files) {
            case .segment where number > walker.segment.number:
                throw JournalError.rot(walker.place, "the log ends here, but segment \(number) is in use")
            case .damaged(let what, _):
                let place = JournalPlace(segment: number, offset: 0, index: checker.frontier.size)
                unaccounted.append((DroppedRegion(segment: number, offset: 0, byteCount: 0, digest: nil), place))
                report.remarks.append("segment \(number): \(what)")
            default: continue
            }
        }
        for (region, place) in unaccounted {
            guard accounted.contains(where: { Self.covers($0, region) }) else {
                throw JournalError.rot(place, "\(region.byteCount) bytes are no frame, and no record accounts for them")
            }
            report.remarks.append(
                "\(region.byteCount) bytes at \(place) were set aside when the journal was opened; a record says so")
        }
    }

    /// Whether a record's account is of this region: the same bytes, where their digest was known.
    private static func covers(_ account: DroppedRegion, _ region: DroppedRegion) -> Bool {
        guard account.segment == region.segment, account.offset == region.offset else { return false }
        guard let digest = account.digest else { return account.byteCount >= region.byteCount }
        return account.byteCount == region.byteCount && digest == region.digest
    }

    private mutating func checkCosigned(_ place: JournalPlace) throws {
        let size = checker.frontier.size
        for (checkpoint, upstream) in cosigned {
            guard checkpoint.size <= size else {
                throw JournalError.rot(
                    place, "it ends with \(size) records, but \(upstream.name) has cosigned \(checkpoint.size)")
            }
            if let root = roots[checkpoint.size], root != checkpoint.root {
                throw JournalError.rot(place, "\(upstream.name) has cosigned another root at size \(checkpoint.size)")
            }
        }
        let known = cosigned.map(\.checkpoint.size).max() ?? 0
        if known < size {
            report.remarks.append(
                "records from \(known) on are not cosigned here: that nothing behind them was cut off cannot be known")
        }
    }
}
