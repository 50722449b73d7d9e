/// What a walk through the journal comes upon.
enum WalkEvent {
    /// The walk enters a segment.
    case segment(SegmentFile)
    /// The next frame: it continues the one before by index and by chain.
    case frame(Frame, JournalPlace)
    /// The frame before once more, at the beginning of the next segment: the disk had failed under the first copy.
    case repeated(Frame, JournalPlace)
    /// Blocks that hold something, but no frame, and the log goes on behind them: a record must account for them.
    case skipped(segment: SegmentFile, blocks: Range<Int>)
}

/// Walks the frames of a journal in order, from the beginning of a segment to the end of what was written, and on from
/// there when more was. It checks checksums, indexes and the chain; not trees and signatures.
final class FrameWalker {
    private let layout: JournalLayout
    private let files: any FileSystem
    private(set) var segment: SegmentFile
    private(set) var block = 1
    /// The index of the next record.
    private(set) var expected: UInt64
    /// SHA-256 of the last frame; zero before the first of the log, unknown where the walk begins later.
    private(set) var previous: Hash256?
    private var announced = false
    private var isFirstFrame = true
    private var last: (firstIndex: UInt64, previous: Hash256)?

    /// So many blocks of zeroes end the search for a frame: whatever was torn begins within the blocks of one frame.
    private static let quietBlocks = JournalBlock.perFrame
    /// So many spare segments may have failed at the same roll.
    private static let failedSpares = JournalGeometry.spares + 1

    init(from segment: SegmentFile, layout: JournalLayout, files: any FileSystem) {
        self.layout = layout
        self.files = files
        self.segment = segment
        expected = segment.header.firstIndex
        previous = expected == 0 ? .zero : nil
    }

    /// The place where the next frame is looked for.
    var place: JournalPlace { place(at: block) }

    /// The next thing; `nil` at the end of what is written now.
    ///
    /// - Throws: `rot` where the log breaks off and goes on later.
    func next() throws(JournalError) -> WalkEvent? {
        if !announced {
            announced = true
            return .segment(segment)
        }
        if case .frame(let frame) = try segment.content(at: block) {
            if let event = accept(frame, at: block) { return event }
            throw JournalError.rot(place, describe(frame))
        }
        if let event = try skipInSegment() { return event }
        return try enterNextSegment()
    }

    /// Takes the frame at `candidate` if it continues the log.
    private func accept(_ frame: Frame, at candidate: Int) -> WalkEvent? {
        let place = place(at: candidate, index: frame.firstIndex)
        if isNext(frame) {
            last = (frame.firstIndex, frame.previous)
            expected = frame.treeSize
            advance(frame, candidate)
            return .frame(frame, place)
        }
        guard isRepeated(frame) else { return nil }
        advance(frame, candidate)
        return .repeated(frame, place)
    }

    private func isNext(_ frame: Frame) -> Bool {
        frame.firstIndex == expected && (previous == nil || frame.previous == previous)
    }

    /// Only the first frame of a segment can be the last of the one before again.
    private func isRepeated(_ frame: Frame) -> Bool {
        guard isFirstFrame, let last else { return false }
        return frame.firstIndex == last.firstIndex && frame.treeSize == expected && frame.previous == last.previous
    }

    private func advance(_ frame: Frame, _ candidate: Int) {
        block = candidate + frame.blockCount
        previous = frame.digest
        isFirstFrame = false
    }

    /// Looks for the next frame behind blocks that hold none.
    private func skipInSegment() throws(JournalError) -> WalkEvent? {
        var quiet = 0
        var candidate = block
        while candidate < segment.blockCount, quiet < Self.quietBlocks {
            if try segment.isZero(candidate) {
                quiet += 1
            } else {
                quiet = 0
                if candidate > block, case .frame(let frame) = try segment.content(at: candidate) {
                    guard isNext(frame) || isRepeated(frame) else {
                        throw JournalError.rot(place, "it is unreadable here, and \(describe(frame)) follows")
                    }
                    defer { block = candidate }
                    return .skipped(segment: segment, blocks: block..<candidate)
                }
            }
            candidate += 1
        }
        return nil
    }

    /// Goes to the next segment in use, if there is one; reports blocks that hold something at the end of this one.
    private func enterNextSegment() throws(JournalError) -> WalkEvent? {
        for ahead in 1...UInt64(Self.failedSpares) {
            guard case .segment(let next) = try SegmentFile.open(segment.number + ahead, layout, files) else {
                continue
            }
            // A writer at work may have filled this segment since it was looked at, and only then begun the next one.
            if case .frame(let frame) = try segment.content(at: block), let event = accept(frame, at: block) {
                return event
            }
            let index = next.header.firstIndex
            guard index == expected || index == last?.firstIndex else {
                throw JournalError.rot(
                    place, "segment \(next.number) begins with record \(index), and \(expected) should come next")
            }
            let left = segment
            let end = try left.endOfData(from: block)
            let skipped = block..<end
            segment = next
            block = 1
            isFirstFrame = true
            announced = skipped.isEmpty
            return skipped.isEmpty ? .segment(next) : .skipped(segment: left, blocks: skipped)
        }
        return nil
    }

    private func describe(_ frame: Frame) -> String {
        if frame.firstIndex != expected { return "a frame with record \(frame.firstIndex)" }
        return "a frame that does not continue the one before"
    }

    private func place(at block: Int, index: UInt64? = nil) -> JournalPlace {
        JournalPlace(
            segment: segment.number, offset: Int64(block * JournalBlock.byteCount), index: index ?? expected)
    }
}
