import Codes

/// Blocks of a segment that hold no record although something was written there. The record that accounts for them has
/// this in its detail under `dropped`.
public struct DroppedRegion: Hashable, Sendable {
    /// The number of the segment.
    public var segment: UInt64
    /// Where the blocks begin in the segment's file, in bytes.
    public var offset: Int64
    /// How many bytes they are.
    public var byteCount: Int
    /// SHA-256 of these bytes; `nil` where the disk had failed and what it holds is not known.
    public var digest: Hash256?

    /// A region.
    public init(segment: UInt64, offset: Int64, byteCount: Int, digest: Hash256?) {
        self.segment = segment
        self.offset = offset
        self.byteCount = byteCount
        self.digest = digest
    }

    /// The region as it stands in a detail.
    var value: CBORValue {
        var value: [(CBORValue, CBORValue)] = [
            ("segment", .unsigned(segment)), ("offset", CBORValue(offset)), ("bytes", CBORValue(Int64(byteCount))),
        ]
        if let digest { value.append(("sha256", .bytes(digest.bytes))) }
        return .map(CBORMap(value))
    }

    /// The region of a detail's value; `nil` if it is none.
    init?(_ value: CBORValue) {
        guard let segment = value["segment"]?.integer, segment >= 0, let offset = value["offset"]?.integer,
            let count = value["bytes"]?.integer, let byteCount = Int(exactly: count)
        else { return nil }
        self.init(
            segment: UInt64(segment), offset: offset, byteCount: byteCount,
            digest: value["sha256"]?.bytes.flatMap { Hash256($0) })
    }

    /// The regions that a boot or gap record accounts for.
    static func accounted(in detail: CBORValue) -> [DroppedRegion] {
        (detail["dropped"]?.array ?? []).compactMap { DroppedRegion($0) }
    }
}
