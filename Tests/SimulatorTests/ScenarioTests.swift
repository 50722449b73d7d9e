import Codes
import Testing
import Wire

@testable import Simulator

@Suite("People")
struct ScenarioTests {
    @Test func theSameSeedBringsTheSamePeople() {
        #expect(Scenario(count: 100, seed: 4) == Scenario(count: 100, seed: 4))
        #expect(Scenario(count: 100, seed: 4) != Scenario(count: 100, seed: 5))
        #expect(Scenario(count: -1, seed: 4).people.isEmpty)
    }

    @Test(arguments: 0..<20) func everyDeckHoldsEveryKind(seed: UInt64) {
        let size = Scenario.deckSize
        let people = Scenario(count: 3 * size, seed: seed).people
        #expect(people.map(\.number) == Array(1...3 * size))
        for deck in 0..<3 {
            let people = people[(deck * size)..<(deck * size + size)]
            #expect(Set(people.map(\.pass)) == Set(Person.Pass.allCases))
            #expect(Set(people.map(\.health)) == Set(Person.Health.allCases))
            #expect(Set(people.map(\.kind)) == [.resident, .visitor, .courier, .returnee, .staff])
        }
        for person in people {
            #expect((person.forehead.celsius < 37.3) == [.normal, .tooFar].contains(person.health))
            #expect((person.forehead.celsius < 34.0) == (person.health == .tooFar))
            #expect((person.second == nil) == (person.health == .normal))
            if let second = person.second { #expect((second.celsius > 37.3) == (person.health == .fever)) }
        }
    }

    @Test func passesAreWhatTheySay() throws {
        let key = try JWK(.ed25519, secret: [UInt8](repeating: 7, count: 32), issuer: "committee")
        let other = try JWK(.ed25519, secret: [UInt8](repeating: 8, count: 32))
        let issuer = try GH1Issuer(name: "committee", key: try #require(key.privateKey))
        let stranger = try GH1Issuer(name: "committee", key: try #require(other.privateKey))
        let now = UnixTime(seconds: 1_700_000_000)
        var wallet = PassWallet(issuer: issuer, stranger: stranger, now: now, seed: 1)
        let trust = try TrustSnapshot.load(files: [
            TrustFile(path: "gh1/committee.jwk", bytes: Array(key.publicJSON.utf8))
        ])
        let reader = CodeReader(schemes: [GH1Scheme()])
        for person in Scenario(count: 32, seed: 2).people {
            let code = try wallet.code(for: person)
            guard let code else {
                #expect(person.pass == .none)
                continue
            }
            let verification = reader.verify(Array(code.utf8), trust: trust, at: now, clock: .synchronised)
            let expected: CodeOutcome =
                switch person.pass {
                case .none, .valid: .verified
                case .expired: .expired
                case .foreignKey: .unknownKey
                case .altered: .invalid
                case .unrelated: .unsupported
                }
            #expect(verification.outcome == expected, "person \(person.number)")
            if person.pass == .altered { #expect(verification.stage == .signature) }
        }
    }

    @Test func stepsAreCommandsInOrderAndLanesDoNotMix() throws {
        let scenario = Scenario(count: 40, seed: 3)
        let steps = scenario.steps(lanes: 2) { $0.pass == .none ? nil : "GH1:\($0.number)" }
        #expect(steps.map(\.time) == steps.map(\.time).sorted())
        let devices = ["thermo-1", "scan-1", "relay-1", "thermo-2", "scan-2", "relay-2"]
        for lane in 1...2 {
            let own = steps.filter { $0.person % 2 == lane % 2 }
            var present: Int?
            for step in own {
                let command = try CommandText(step.command, devices: devices)
                #expect(command.device?.hasSuffix("-\(lane)") == true)
                switch command.request {
                case .device(.subject(nil)):
                    #expect(present == step.person)
                    present = nil
                case .device(.subject):
                    // Who was too far away comes closer without leaving.
                    let isCloser = scenario.people[step.person - 1].health == .tooFar && present == step.person
                    #expect(present == nil || isCloser)
                    present = step.person
                case .device(.scan(let text)):
                    #expect(present == step.person)
                    #expect(text == "GH1:\(step.person)")
                default: Issue.record("\(step.command)")
                }
            }
            #expect(present == nil)
        }
        let shown = steps.count { $0.command.hasPrefix("scan-") }
        #expect(shown == scenario.people.count { $0.pass != .none })
    }
}
