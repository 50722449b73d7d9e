import Codes
import Control

extension LookupAnswer {
    /// The answer as the gate takes it. It comes from another program, which has read what a stranger's service wrote: a
    /// word that is not known is a failure, and what has to be masked is masked once more.
    var outcome: Result<ResolverAnswer, ResolverFailure> {
        switch (failure, result) {
        case (let word?, nil): .failure(ResolverFailure(rawValue: word) ?? .malformed)
        case (nil, let result?): result.answer.map { .success($0) } ?? .failure(.malformed)
        default: .failure(.malformed)
        }
    }
}

extension LookupResult {
    /// `nil` when a time or a place cannot be read: it must not pass for none.
    fileprivate var answer: ResolverAnswer? {
        var answer = ResolverAnswer()
        answer.isKnown = known
        answer.colour = colour.flatMap(HealthColour.init(rawValue:))
        answer.hasUnknownColour = unknownColour || colour != nil && answer.colour == nil
        answer.subject = CodeSubject(
            name: name.flatMap(Masking.name), phoneTail: phoneTail.flatMap(Masking.tail))
        answer.isCodeExpired = codeExpired
        answer.isEvidenceExpired = evidenceExpired
        guard let codeUntil = Self.time(codeUntil), let from = Self.time(evidenceFrom),
            let until = Self.time(evidenceUntil)
        else { return nil }
        (answer.codeUntil, answer.evidenceFrom, answer.evidenceUntil) = (codeUntil.value, from.value, until.value)
        if let trip {
            guard let observation = trip.observation(phoneTail: answer.subject.phoneTail) else { return nil }
            answer.trip = observation
        }
        return answer
    }

    /// A time that may be missing; `nil` when it is there and is none.
    fileprivate static func time(_ text: String?) -> (value: UnixTime?, Void)? {
        guard let text else { return (nil, ()) }
        return UnixTime(rfc3339: text).map { ($0, ()) }
    }
}

extension LookupTrip {
    fileprivate func observation(phoneTail: String?) -> TripObservation? {
        guard places.count <= TripObservation.mostPlaces, let updated = LookupResult.time(updated) else { return nil }
        let read = places.compactMap { TripPlace(name: $0.name, isStarred: $0.starred) }
        guard read.count == places.count else { return nil }
        return TripObservation(
            witness: .resolver, colour: colour.flatMap(TripColour.init(word:)), places: read,
            updatedAt: updated.value, phoneTail: phoneTail)
    }
}
