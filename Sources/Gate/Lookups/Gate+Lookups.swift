import Admission
import Codes
import Configuration
import Logging

// Where the answers about codes go.
extension Gate {
    func makeLookups() -> LookupDesk {
        let desk = LookupDesk(
            families: configuration.resolvers,
            surroundings: LookupDesk.Surroundings(
                clock: { [unowned self] in
                    let stamp = clock.read()
                    return (stamp.unix, stamp.quality)
                }, riskAreas: { [unowned self] in trust.riskAreas }),
            scheduler: reactor)
        desk.onAnswer = { [unowned self] lane, passage, verifications, digest, now in
            guard let passage else {
                lanes[lane].receive(verifications, digest: digest, at: now)
                return true
            }
            return lanes[lane].receive(answer: verifications, to: passage, digest: digest, at: now)
        }
        desk.onTrouble = { [unowned self] provider, failure in
            if let failure {
                log.error(
                    "the code service does not answer: it is asked less often, the fail rule of each lane applies",
                    metadata: ["resolver": "\(provider)", "why": "\(failure.rawValue)"])
            } else {
                log.notice("the code service answers again", metadata: ["resolver": "\(provider)"])
            }
        }
        return desk
    }
}
