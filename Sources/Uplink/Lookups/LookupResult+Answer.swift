import Codes
import Control

extension LookupAnswer {
    /// What came of a question, as the daemon takes it.
    init(id: Int, _ result: Result<ResolverAnswer, LookupTrouble>) {
        switch result {
        case .success(let answer): self.init(id: id, result: LookupResult(answer))
        case .failure(let trouble): self.init(id: id, failure: trouble.failure.rawValue)
        }
    }
}

extension LookupResult {
    /// The answer, in which the person's data was masked when it was read.
    init(_ answer: ResolverAnswer) {
        self.init(known: answer.isKnown)
        colour = answer.colour?.rawValue
        unknownColour = answer.hasUnknownColour
        name = answer.subject.name
        phoneTail = answer.subject.phoneTail
        codeExpired = answer.isCodeExpired
        codeUntil = answer.codeUntil?.rfc3339
        evidenceExpired = answer.isEvidenceExpired
        evidenceFrom = answer.evidenceFrom?.rfc3339
        evidenceUntil = answer.evidenceUntil?.rfc3339
        trip = answer.trip.map { trip in
            LookupTrip(
                colour: trip.colour?.rawValue,
                places: trip.places.map { LookupPlace(name: $0.name, starred: $0.isStarred) },
                updated: trip.updatedAt?.rfc3339)
        }
    }
}
