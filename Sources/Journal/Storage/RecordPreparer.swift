import Admission
import Codes
import Crypto

/// A record that is ready to be put into a frame.
struct PreparedRecord {
    var leaf: Leaf
    var detail: [UInt8]
    var sealed: [UInt8]
    /// `nil` for a record of the journal's own.
    var ticket: UInt64?
}

/// Makes details, sealed parts and leaves of drafts.
struct RecordPreparer {
    private let enrolment: Enrolment
    /// The sealer of the month that was used last: it changes once a month.
    private var sealer: (month: String, sealer: Sealer)?

    init(_ enrolment: Enrolment) {
        self.enrolment = enrolment
    }

    /// Salts, seals and digests a draft.
    mutating func prepare(_ draft: RecordDraft, policy: Hash256, ticket: UInt64?) throws(JournalError) -> PreparedRecord
    {
        let detail = RecordDetail.encode(draft.detail)
        let sealed =
            try draft.personal.map { (personal) throws(JournalError) in try seal(personal, at: draft.time) } ?? []
        guard detail.count + sealed.count <= FrameBuilder.maximumPayload, detail.count <= UInt16.max,
            sealed.count <= UInt16.max
        else { throw JournalError.tooLarge(bytes: detail.count + sealed.count) }
        let leaf = Leaf(
            kind: draft.kind, verdict: draft.verdict, category: draft.category, lane: draft.lane, time: draft.time,
            clock: draft.clock, uptime: draft.uptime, reasons: draft.reasons, detailLength: UInt32(detail.count),
            detailDigest: Hash256(of: detail), sealedLength: UInt32(sealed.count), sealedDigest: Hash256(of: sealed),
            policy: policy)
        return PreparedRecord(leaf: leaf, detail: detail, sealed: sealed, ticket: ticket)
    }

    private mutating func seal(_ personal: CBORValue, at time: UnixTime) throws(JournalError) -> [UInt8] {
        do throws(MalformedError) {
            return try sealer(of: CivilTime(time).monthText).seal(CBOR.encode(personal))
        } catch {
            throw JournalError.malformed(path: "enrolment", error)
        }
    }

    private mutating func sealer(of month: String) throws(MalformedError) -> Sealer {
        if let sealer, sealer.month == month { return sealer.sealer }
        guard let key = enrolment.sealingKey(month: month) else {
            throw MalformedError(
                "sealing", "the enrolment has no sealing key, and personal data is never kept unsealed")
        }
        let made = Sealer(key: key, origin: enrolment.origin)
        sealer = (month, made)
        return made
    }
}
