import Codes
import Wire

/// One person's attempt, while it is open.
struct Passage {
    /// The most pieces of evidence that a passage looks at. People show a handful; more is somebody playing with the
    /// scanner. What comes after is counted and can only leave the passage undecided.
    static let evidenceLimit = 16

    let id: PassageID
    let opened: Instant
    var deadline: Instant
    var lastEvidence: Instant
    private(set) var evidence: [Evidence] = []
    private var digests: Set<CodeDigest> = []
    /// What was missing at the last evaluation, so that progress can be told from repetition.
    var missing: Needs?
    /// Whether the second measurement was asked for: it extends the passage once.
    var retestRequested = false
    /// How many questions about codes are out.
    private(set) var questions = 0
    /// How many were asked in all.
    private(set) var asked = 0
    private(set) var repeats = 0
    private(set) var dropped = 0

    init(id: PassageID, opened: Instant, deadline: Instant) {
        self.id = id
        self.opened = opened
        self.deadline = deadline
        lastEvidence = opened
    }

    /// Notes that a service is asked about a code; `false` beyond the limit of evidence.
    mutating func ask() -> Bool {
        guard asked < Passage.evidenceLimit else {
            dropped += 1
            return false
        }
        asked += 1
        questions += 1
        return true
    }

    /// Notes that a question has ended.
    mutating func answered() {
        questions = max(0, questions - 1)
    }

    /// Adds evidence; `false` when it was there already or is beyond the limit.
    mutating func add(_ new: Evidence, digest: CodeDigest?, at now: Instant) -> Bool {
        if let digest, digests.count < Passage.evidenceLimit { digests.insert(digest) }
        guard !evidence.contains(new) else {
            repeats += 1
            return false
        }
        guard evidence.count < Passage.evidenceLimit else {
            dropped += 1
            return false
        }
        evidence.append(new)
        lastEvidence = now
        return true
    }

    var reading: Reading? {
        for case .reading(let reading) in evidence.reversed() { return reading }
        return nil
    }

    /// The latest refusal, unless a reading came after it.
    var refusal: MeasurementRefusal? {
        for piece in evidence.reversed() {
            if case .refusal(let refusal) = piece { return refusal }
            if case .reading = piece { return nil }
        }
        return nil
    }

    /// The code that decided: the latest verified one, else the latest.
    var verification: Verification? {
        var latest: Verification?
        for case .code(let verification) in evidence.reversed() {
            if verification.outcome == .verified { return verification }
            latest = latest ?? verification
        }
        return latest
    }

    /// All codes of the passage, in the order in which they came to be known.
    var verifications: [Verification] {
        evidence.compactMap { if case .code(let verification) = $0 { verification } else { nil } }
    }

    /// How many different codes were shown, as far as that is known: without digests, as many as had different results.
    var codes: Int {
        var results = 0
        for case .code in evidence { results += 1 }
        return max(digests.count, results)
    }
}
