public import Admission
public import Codes
public import Wire

/// What of a record is hashed into the tree for ever: no personal data, and the digests of the parts that can be erased.
///
/// Version 1 is 135 bytes, little-endian, in the order of the properties; see `Documentation/journal-format.md`.
public struct Leaf: Hashable, Sendable {
    /// The version byte of this layout.
    public static let version: UInt8 = 1
    /// The length of a leaf of version 1, in bytes.
    public static let byteCount = 135

    /// What the record is about.
    public var kind: RecordKind
    /// What was decided, for an entry.
    public var verdict: Verdict
    /// Whom it was about, for an entry.
    public var category: Category
    /// The number of the lane; the boot record before it has the names. `0xFFFF` for a record about no lane.
    public var lane: UInt16
    /// The wall clock when it happened.
    public var time: UnixTime
    /// How far that clock could be believed.
    public var clock: ClockQuality
    /// Time since boot when it happened.
    public var uptime: Instant
    /// All reasons of the verdict.
    public var reasons: Reasons
    /// The length of the detail, in bytes.
    public var detailLength: UInt32
    /// SHA-256 of the detail.
    public var detailDigest: Hash256
    /// The length of the sealed part, in bytes; 0 when nothing was sealed.
    public var sealedLength: UInt32
    /// SHA-256 of the sealed part (of no bytes, when nothing was sealed).
    public var sealedDigest: Hash256
    /// The rules and settings that were in force, as the daemon hashes them.
    public var policy: Hash256

    /// The lane number of a record that is about no lane.
    public static let noLane: UInt16 = .max

    /// A leaf of these fields.
    public init(
        kind: RecordKind, verdict: Verdict, category: Category, lane: UInt16, time: UnixTime, clock: ClockQuality,
        uptime: Instant, reasons: Reasons, detailLength: UInt32, detailDigest: Hash256, sealedLength: UInt32,
        sealedDigest: Hash256, policy: Hash256
    ) {
        self.kind = kind
        self.verdict = verdict
        self.category = category
        self.lane = lane
        self.time = time
        self.clock = clock
        self.uptime = uptime
        self.reasons = reasons
        self.detailLength = detailLength
        self.detailDigest = detailDigest
        self.sealedLength = sealedLength
        self.sealedDigest = sealedDigest
        self.policy = policy
    }

    /// The 135 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            encode(into: UnsafeMutableRawBufferPointer(buffer))
            count = Self.byteCount
        }
    }

    /// Writes the leaf to the first 135 bytes of `out`, which must hold them.
    func encode(into out: UnsafeMutableRawBufferPointer) {
        precondition(out.count >= Self.byteCount)
        out[0] = Self.version
        out[1] = kind.rawValue
        out[2] = verdict.rawValue
        out[3] = category.rawValue
        out.store(littleEndian: lane, at: 4)
        out.store(littleEndian: time.microseconds, at: 6)
        out[14] = clock.rawValue
        out.store(littleEndian: uptime.nanoseconds, at: 15)
        out.store(littleEndian: reasons.rawValue, at: 23)
        out.store(littleEndian: detailLength, at: 31)
        out.store(detailDigest, at: 35)
        out.store(littleEndian: sealedLength, at: 67)
        out.store(sealedDigest, at: 71)
        out.store(policy, at: 103)
    }

    /// The leaf of outside bytes.
    ///
    /// - Throws: if they are not 135, or a byte has a value that version 1 does not know.
    public init(_ bytes: some Collection<UInt8>) throws(MalformedError) {
        guard bytes.count == Self.byteCount else {
            throw MalformedError("leaf", "\(bytes.count) bytes instead of \(Self.byteCount)")
        }
        var reader = ByteReader(Array(bytes), subject: "leaf")
        let version = try reader.next(UInt8.self, "version")
        guard version == Self.version else { throw MalformedError("leaf", "version \(version) is not known") }
        kind = try Self.known(RecordKind.init, "kind", &reader)
        verdict = try Self.known(Verdict.init, "verdict", &reader)
        category = try Self.known(Category.init, "category", &reader)
        lane = try reader.next(UInt16.self, "lane")
        time = UnixTime(microseconds: try reader.next(Int64.self, "time"))
        clock = try Self.known(ClockQuality.init, "clock quality", &reader)
        uptime = Instant(nanoseconds: try reader.next(UInt64.self, "uptime"))
        reasons = Reasons(rawValue: try reader.next(UInt64.self, "reasons"))
        detailLength = try reader.next(UInt32.self, "detail length")
        detailDigest = try reader.hash("detail digest")
        sealedLength = try reader.next(UInt32.self, "sealed length")
        sealedDigest = try reader.hash("sealed digest")
        policy = try reader.hash("policy")
    }

    private static func known<Value>(
        _ make: (UInt8) -> Value?, _ field: String, _ reader: inout ByteReader
    ) throws(MalformedError) -> Value {
        let byte = try reader.next(UInt8.self, field)
        guard let value = make(byte) else { throw MalformedError("leaf", "\(field) \(byte) is not known") }
        return value
    }
}
