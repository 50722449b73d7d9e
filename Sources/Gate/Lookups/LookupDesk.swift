import Admission
import Codes
import Control
import EventLoop
import Wire

/// The questions about codes that are out, and the answers that may be used again. Lives on the loop's thread and waits
/// for nobody: each question ends within `softLimit`, whatever the uplink and the services do.
final class LookupDesk {
    /// How long a question is out: people in a queue bear two to three seconds; the terminals in the field wait 15, in
    /// which the guard could have asked the person twice.
    static let softLimit: Duration = .milliseconds(2500)
    /// More questions than all lanes of a gate can have within that time.
    static let mostQuestions = 64

    /// What the verifications are made with.
    struct Surroundings {
        /// The wall clock with its quality.
        var clock: () -> (time: UnixTime, quality: ClockQuality)
        /// The list of risk areas in force.
        var riskAreas: () -> RiskAreas?
    }

    /// What was counted since the start.
    struct Counters: Hashable {
        /// Questions that went out.
        var asked: UInt64 = 0
        /// Questions that were answered by a service.
        var answered: UInt64 = 0
        /// Questions that needed none, because the answer was still good.
        var known: UInt64 = 0
        /// Questions that nobody answered.
        var failed: UInt64 = 0
        /// Answers to questions that were not open any more.
        var late: UInt64 = 0
        /// Answers that came in time for a question whose passage had ended.
        var unclaimed: UInt64 = 0
    }

    private struct Pending {
        let id: Int
        let family: ResolverFamily
        let digest: CodeDigest
        let wasElsewhere: Bool
        let lane: Int
        let passage: PassageID
        let deadline: Instant
    }

    private(set) var counters = Counters()
    /// Called with what came of a question, for the lane at that place: with the passage that it is for, or at once,
    /// without one. Returns whether anybody still waited for it.
    var onAnswer: (_ lane: Int, PassageID?, [Verification], CodeDigest, Instant) -> Bool = { _, _, _, _, _ in true }
    /// Called when a service is left alone, with why, and with `nil` when it answers again.
    var onTrouble: (_ provider: String, ResolverFailure?) -> Void = { _, _ in }

    private let families: [String: ResolverFamily]
    private let surroundings: Surroundings
    private let scheduler: any Scheduler
    private var timer: Timer?
    private var channel: (any LookupChannel)?
    /// In the order of their deadlines, which is that of their ids.
    private var pending: [Pending] = []
    private var breakers: [String: CircuitBreaker] = [:]
    private var troubled: Set<String> = []
    private var cache = ResolverCache()
    private var lastID = 0

    init(families: [ResolverFamily], surroundings: Surroundings, scheduler: any Scheduler) {
        self.families = Dictionary(families.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.surroundings = surroundings
        self.scheduler = scheduler
        timer = scheduler.makeTimer { [weak self] now in self?.expire(at: now) }
    }

    /// How many questions are out.
    var outstanding: Int { pending.count }

    /// Sends questions through `channel` from now on.
    func attach(_ channel: any LookupChannel) {
        self.channel = channel
    }

    /// Asks about a code that was shown at the lane at that place. `passage` opens or finds the passage that the answer
    /// will be for; it is asked only when a question goes out.
    func ask(_ question: LookupQuestion, lane: Int, at now: Instant, passage: () -> PassageID?) {
        guard let family = families[question.provider] else {
            question.code.overwrite()
            let result = Verification(unreachable: .unconfigured, provider: question.provider)
            _ = onAnswer(lane, nil, [result], question.digest, now)
            return
        }
        if let entry = cache.answer(for: question.digest, at: now.nanoseconds) {
            question.code.overwrite()
            counters.known += 1
            var found = verifications(of: entry.answer, family, answered: entry.answered, question.wasElsewhere)
            found[0].advisories.append("resolver.cached")
            _ = onAnswer(lane, nil, found, question.digest, now)
            return
        }
        if let failure = obstacle(family, at: now) {
            question.code.overwrite()
            return refuse(question, family, lane, failure, at: now)
        }
        guard let passage = passage() else {
            breakers[family.name]?.forgotten()
            return
        }
        send(question, family, lane, passage, at: now)
    }

    /// What came of the question with this id; `false` when it is not open any more.
    @discardableResult
    func answer(_ id: Int, _ outcome: Result<ResolverAnswer, ResolverFailure>, at now: Instant) -> Bool {
        guard let index = pending.firstIndex(where: { $0.id == id }) else {
            counters.late += 1
            return false
        }
        finish(pending.remove(at: index), outcome, at: now)
        arm()
        return true
    }

    // MARK: -

    /// Why no question goes out now; `nil` when one may. Asked last, the breaker lets it out.
    private func obstacle(_ family: ResolverFamily, at now: Instant) -> ResolverFailure? {
        guard channel?.isOpen == true else { return .offline }
        guard pending.count < Self.mostQuestions else { return .busy }
        return breakers[family.name, default: CircuitBreaker()].admits(at: now.nanoseconds) ? nil : .open
    }

    private func send(
        _ question: LookupQuestion, _ family: ResolverFamily, _ lane: Int, _ passage: PassageID, at now: Instant
    ) {
        lastID += 1
        counters.asked += 1
        pending.append(
            Pending(
                id: lastID, family: family, digest: question.digest, wasElsewhere: question.wasElsewhere, lane: lane,
                passage: passage, deadline: now + Self.softLimit))
        arm()
        let lookup = Lookup(id: lastID, provider: family.name, code: "", place: family.place)
        question.code.spend { channel?.tell(lookup, code: $0) }
    }

    private func refuse(
        _ question: LookupQuestion, _ family: ResolverFamily, _ lane: Int, _ failure: ResolverFailure, at now: Instant
    ) {
        counters.failed += 1
        let result = unreachable(failure, family, question.wasElsewhere)
        _ = onAnswer(lane, nil, [result], question.digest, now)
    }

    private func expire(at now: Instant) {
        while let oldest = pending.first, oldest.deadline <= now {
            pending.removeFirst()
            finish(oldest, .failure(channel?.isOpen == true ? .timeout : .offline), at: now)
        }
        arm()
    }

    private func arm() {
        if let next = pending.first { timer?.arm(at: next.deadline) } else { timer?.cancel() }
    }

    private func finish(_ question: Pending, _ outcome: Result<ResolverAnswer, ResolverFailure>, at now: Instant) {
        let found: [Verification]
        switch outcome {
        case .success(let answer):
            counters.answered += 1
            breakers[question.family.name]?.succeeded()
            if troubled.remove(question.family.name) != nil { onTrouble(question.family.name, nil) }
            let (time, quality) = surroundings.clock()
            cache.keep(
                answer, of: question.family, for: question.digest, at: now.nanoseconds, time: time, clock: quality)
            found = verifications(of: answer, question.family, answered: now.nanoseconds, question.wasElsewhere)
        case .failure(let failure):
            counters.failed += 1
            note(failure, of: question.family.name, at: now)
            found = [unreachable(failure, question.family, question.wasElsewhere)]
        }
        if !onAnswer(question.lane, question.passage, found, question.digest, now) { counters.unclaimed += 1 }
    }

    private func note(_ failure: ResolverFailure, of provider: String, at now: Instant) {
        guard failure.isOfService else {
            breakers[provider]?.forgotten()
            return
        }
        breakers[provider, default: CircuitBreaker()].failed(at: now.nanoseconds)
        if breakers[provider]?.isOpen(at: now.nanoseconds) == true, troubled.insert(provider).inserted {
            onTrouble(provider, failure)
        }
    }

    /// What an answer comes to: the health code, and the trip card where the answer has one.
    private func verifications(
        of answer: ResolverAnswer, _ family: ResolverFamily, answered: UInt64, _ wasElsewhere: Bool
    ) -> [Verification] {
        let (time, quality) = surroundings.clock()
        var found = [answer.verification(provider: family.name, at: time, clock: quality)]
        if wasElsewhere { found[0].advisories.append(Self.elsewhere) }
        if let trip = answer.trip, answer.isKnown {
            let areas = surroundings.riskAreas()
            found.append(TripAssessment().verification(of: trip, areas: areas, at: time, clock: quality))
        }
        for index in found.indices { found[index].answered = answered }
        return found
    }

    private func unreachable(
        _ failure: ResolverFailure, _ family: ResolverFamily, _ wasElsewhere: Bool
    ) -> Verification {
        var result = Verification(unreachable: failure, provider: family.name)
        if wasElsewhere { result.advisories.append(Self.elsewhere) }
        return result
    }

    /// Another scanner saw the same code within the last minute: it may be one person at two lanes, or two with one code.
    private static let elsewhere = "code.seen-elsewhere"
}
