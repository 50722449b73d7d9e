/// How large the ring is. It is fixed when the journal is made and stands in `meta.json`.
public struct JournalGeometry: Hashable, Sendable, Codable {
    /// The blocks of 4 KiB of a segment, its header included: 18 (one frame of any size fits) to 2^20.
    public var segmentBlocks: Int
    /// The segments of the ring, at least 3: one in use and two spare.
    public var segments: Int
    /// How many segments are allocated at once when the journal is made; the others are made one by one when the ring
    /// needs them. A gate allocates all of them: then a full disk elsewhere never stops it.
    public var preallocated: Int

    /// 64 segments of 16 MiB, all allocated: at 4 KiB for each record, three weeks of two busy lanes without upstream.
    public static let standard = JournalGeometry(segmentBlocks: 4096, segments: 64, preallocated: 64)

    /// Two segments ready beside the one in use: one for the roll, one more for an error of the disk at that moment.
    static let spares = 2
    private static let smallest = JournalBlock.perFrame + 2
    private static let largest = 1 << 20

    /// A geometry; values out of range are moved to the nearest that is in it.
    public init(segmentBlocks: Int, segments: Int, preallocated: Int) {
        self.segmentBlocks = min(max(segmentBlocks, Self.smallest), Self.largest)
        self.segments = max(segments, 1 + Self.spares)
        self.preallocated = min(max(preallocated, 0), self.segments)
    }

    /// The bytes of a segment.
    public var segmentByteCount: Int { segmentBlocks * JournalBlock.byteCount }
}
