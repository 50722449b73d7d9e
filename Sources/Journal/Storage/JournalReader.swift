import Codes
import Crypto
import FoundationEssentials

/// Reads a journal, while it is written or from a copy; needs no secret key. It checks checksums, indexes and the chain;
/// `JournalVerifier` checks all. Not for use from several threads at once.
public final class JournalReader {
    /// The enrolment in the journal.
    public let enrolment: Enrolment
    /// The enrolment as the committee signed it.
    public let enrolmentNote: SignedNote

    let layout: JournalLayout
    let files: any FileSystem
    private var walker: FrameWalker?
    private var frame: Frame?
    private var position = 0
    /// Whether `seek` has found `frame` and `nextFrame` has not given it yet.
    private var isSought = false
    private var headWalker: FrameWalker?
    private var headFrame: Frame?
    private var epochKeys: [UInt32: NoteVerifier]

    /// A reader at the first record that is there.
    ///
    /// - Parameter root: the committee's root key; `nil` only where the enrolment is trusted for another reason.
    /// - Throws: if the directory holds no journal.
    public init(
        directory: String, root: NoteVerifier? = nil, files: any FileSystem = LinuxFileSystem()
    ) throws(JournalError) {
        layout = JournalLayout(directory)
        self.files = files
        let meta = try JournalMeta.read(layout, files, root: root)
        enrolment = meta.enrolment
        enrolmentNote = meta.note
        epochKeys = [meta.enrolment.firstEpoch: meta.enrolment.epochKey]
    }

    /// The index of the record that `next` gives next.
    public var nextIndex: UInt64 {
        if let frame, position < frame.count { return frame.firstIndex + UInt64(position) }
        return walker?.expected ?? 0
    }

    /// The next record; `nil` at the end of what is written now: ask again later.
    ///
    /// - Throws: where the journal is damaged.
    public func next() throws(JournalError) -> JournalRecord? {
        while true {
            if let frame, position < frame.count {
                position += 1
                isSought = false
                return try record(frame, position - 1)
            }
            guard try nextFrame() != nil else { return nil }
            position = 0
        }
    }

    /// The next whole frame, with its signed head behind it; `nil` at the end. What `next` had left of a frame is passed over.
    public func nextFrame() throws(JournalError) -> Frame? {
        if isSought, let frame, position < frame.count {
            isSought = false
            position = frame.count
            return frame
        }
        if walker == nil { walker = try firstSegment().map { FrameWalker(from: $0, layout: layout, files: files) } }
        guard let walker else { return nil }
        guard let found = try advance(walker) else { return nil }
        frame = found
        position = found.count
        return found
    }

    /// Goes to a record, so that `next` gives it and `nextFrame` the frame that holds it.
    ///
    /// - Throws: `noRecord` unless it is there, or is the one that comes next after all that are.
    public func seek(to index: UInt64) throws(JournalError) {
        guard let start = try segment(holding: index) else {
            walker = nil
            frame = nil
            if index > 0 { throw JournalError.noRecord(index: index, held: try held()) }
            return
        }
        let seeking = FrameWalker(from: start, layout: layout, files: files)
        walker = seeking
        frame = nil
        while seeking.expected <= index {
            let before = seeking.expected
            guard let found = try advance(seeking) else {
                guard before == index else { throw JournalError.noRecord(index: index, held: try held()) }
                return
            }
            frame = found
            position = Int(index - found.firstIndex)
            isSought = true
        }
    }

    /// One record by its index.
    ///
    /// - Throws: `noRecord` unless it is there.
    public func record(at index: UInt64) throws(JournalError) -> JournalRecord {
        let reader = try JournalReader(copying: self)
        try reader.seek(to: index)
        guard let record = try reader.next() else { throw JournalError.noRecord(index: index, held: try held()) }
        return record
    }

    /// The indexes that are there: less than all when the oldest segments were recycled.
    public func held() throws(JournalError) -> Range<UInt64> {
        let first = try firstSegment()?.header.firstIndex ?? 0
        return first..<max(first, try head()?.checkpoint.size ?? first)
    }

    /// The newest head that can be read; `nil` when there is no record. It may not be durable yet.
    public func head() throws(JournalError) -> SignedHead? {
        if headWalker == nil {
            headWalker = try lastSegments().map { FrameWalker(from: $0, layout: layout, files: files) }
        }
        guard let headWalker else { return nil }
        while let found = try advance(headWalker) { headFrame = found }
        return headFrame.map { signedHead($0) }
    }

    /// The newest head, durable: the file was synced after the head was read. Only this may be told to anybody, or a
    /// power cut could make the gate sign another tree of the same size.
    public func syncedHead() throws(JournalError) -> SignedHead? {
        let head = try head()
        try headWalker?.segment.dataSync()
        return head
    }

    /// The signed head behind a frame.
    public func signedHead(_ frame: Frame) -> SignedHead {
        let checkpoint = frame.checkpoint(origin: enrolment.origin)
        let identity = enrolment.identity
        var lines = [
            NoteSignature(name: identity.name, keyID: identity.keyID, signature: Array(frame.identitySignature))
        ]
        if let key = epochKeys[frame.epoch] {
            lines.append(NoteSignature(name: key.name, keyID: key.keyID, signature: Array(frame.epochSignature)))
        }
        return SignedHead(
            checkpoint: checkpoint, note: SignedNote(text: checkpoint.text, signatures: lines), epoch: frame.epoch)
    }

    private init(copying other: JournalReader) throws(JournalError) {
        layout = other.layout
        files = other.files
        enrolment = other.enrolment
        enrolmentNote = other.enrolmentNote
        epochKeys = other.epochKeys
    }

    private func record(_ frame: Frame, _ position: Int) throws(JournalError) -> JournalRecord {
        do throws(MalformedError) {
            return try frame.journalRecord(at: position)
        } catch {
            throw JournalError.malformed(path: layout.segment(frame.segment), error)
        }
    }

    private func advance(_ walker: FrameWalker) throws(JournalError) -> Frame? {
        while let event = try walker.next() {
            if case .frame(let frame, _) = event {
                learnEpochs(frame)
                return frame
            }
        }
        return nil
    }

    private func learnEpochs(_ frame: Frame) {
        guard frame.epoch >= epochKeys.keys.max() ?? 0 else { return }
        for position in 0..<frame.count {
            let (leaf, detail, _) = frame.record(at: position)
            guard let kind = leaf.dropFirst().first, kind == RecordKind.epochClose.rawValue,
                let certified = try? EpochCertificate(detail, origin: enrolment.origin)
            else { continue }
            epochKeys[certified.epoch] = certified.key
        }
    }
}

extension JournalReader {
    /// The numbers of the segment files, in order.
    func segmentNumbers() throws(JournalError) -> [UInt64] {
        let names = try files.on(layout.segments) { () throws(SystemError) in try files.list(layout.segments) }
        return names.compactMap { JournalLayout.segmentNumber($0) }.sorted()
    }

    private func open(_ number: UInt64) throws(JournalError) -> SegmentFile? {
        if case .segment(let segment) = try SegmentFile.open(number, layout, files) { segment } else { nil }
    }

    private func firstSegment() throws(JournalError) -> SegmentFile? {
        for number in try segmentNumbers() {
            if let segment = try open(number) { return segment }
        }
        return nil
    }

    /// The last segment in use that has a frame, or else the last in use: a segment that was just begun has no head yet.
    private func lastSegments() throws(JournalError) -> SegmentFile? {
        var last: SegmentFile?
        for number in try segmentNumbers().reversed() {
            guard let segment = try open(number) else { continue }
            if case .frame = try segment.content(at: 1) { return segment }
            if last != nil { return segment }
            last = segment
        }
        return last
    }

    /// The last segment that begins with or before `index`.
    private func segment(holding index: UInt64) throws(JournalError) -> SegmentFile? {
        var found: SegmentFile?
        for number in try segmentNumbers().reversed() {
            guard let segment = try open(number) else { continue }
            guard segment.header.firstIndex <= index else { continue }
            // The disk may have failed under the last frame of the one before; both begin below the index then.
            if found == nil || segment.header.firstIndex == found?.header.firstIndex { found = segment } else { break }
        }
        return found
    }
}
