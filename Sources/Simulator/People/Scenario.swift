import Codes
import Wire

/// The people of a while at a gate: the same seed brings the same ones.
///
/// They are dealt from a deck that is shuffled again whenever it is empty, so that every eighteen of them hold each kind
/// of person and each kind of trouble.
public struct Scenario: Hashable, Sendable {
    /// How long things take. What a gate needs to tell two people apart decides it.
    public struct Pace: Hashable, Sendable {
        /// From stepping before the sensor to stepping away: the sensor settles in 0.4 s, a reading takes 0.5 s more.
        public var stand = Duration.milliseconds(1400)
        /// From stepping away to the next person, or the second measurement: the sensor sees the wall again in 0.3 s,
        /// and two frames have to say so.
        public var pause = Duration.milliseconds(700)
        /// From stepping before the sensor to showing a code.
        public var show = Duration.milliseconds(500)

        /// The pace of a busy gate: a person every 2.1 s at each lane.
        public init() {}
    }

    /// One command at one time.
    public struct Step: Hashable, Sendable {
        /// From the beginning of the scenario.
        public let time: Duration
        /// The person's number.
        public let person: Int
        /// The line for the command socket, with the device's name.
        public let command: String
    }

    private struct Card: Hashable, Sendable {
        var kind: GH1Kind
        var pass: Person.Pass
        var health = Person.Health.normal
    }

    static let deckSize = deck.count

    private static let deck: [Card] = [
        Card(kind: .resident, pass: .none), Card(kind: .resident, pass: .none), Card(kind: .resident, pass: .none),
        Card(kind: .resident, pass: .valid), Card(kind: .resident, pass: .valid),
        Card(kind: .resident, pass: .expired), Card(kind: .resident, pass: .foreignKey),
        Card(kind: .resident, pass: .altered), Card(kind: .resident, pass: .unrelated),
        Card(kind: .resident, pass: .none, health: .falseAlarm), Card(kind: .resident, pass: .none, health: .fever),
        Card(kind: .resident, pass: .none, health: .tooFar),
        Card(kind: .visitor, pass: .valid), Card(kind: .visitor, pass: .expired),
        Card(kind: .visitor, pass: .valid, health: .fever), Card(kind: .courier, pass: .valid),
        Card(kind: .returnee, pass: .valid), Card(kind: .staff, pass: .valid),
    ]

    /// The people in the order in which they come.
    public let people: [Person]

    /// `count` people, at most 100,000.
    public init(count: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var cards: [Card] = []
        people = (0..<min(max(count, 0), 100_000)).map { index in
            if cards.isEmpty { cards = Self.deck.shuffled(using: &generator) }
            return Self.person(index + 1, cards.removeLast(), &generator)
        }
    }

    /// What happens when, for `lanes` lanes that the people take in turn. `code` gives the text that a person shows.
    public func steps(
        lanes: Int = 1, pace: Pace = Pace(), code: (Person) throws -> String?
    ) rethrows -> [Step] {
        var free = [Duration](repeating: .zero, count: max(lanes, 1))
        // Lanes that begin together would measure in step for ever.
        for lane in free.indices { free[lane] = (pace.stand + pace.pause) / free.count * lane }
        var steps: [Step] = []
        for person in people {
            let lane = (person.number - 1) % free.count
            var time = free[lane]
            func add(_ delay: Duration, _ command: String) {
                steps.append(Step(time: time + delay, person: person.number, command: command))
            }
            if let text = try code(person) { add(pace.show, "scan-\(lane + 1) scan \(text)") }
            for forehead in [person.forehead, person.second].compactMap(\.self) {
                add(.zero, "thermo-\(lane + 1) subject \(forehead.celsius)")
                time += pace.stand
                if person.health == .tooFar, forehead == person.forehead { continue }
                add(.zero, "thermo-\(lane + 1) subject none")
                time += pace.pause
            }
            free[lane] = time
        }
        return steps.sorted { $0.time < $1.time }
    }

    private static func person(_ number: Int, _ card: Card, _ generator: inout SeededGenerator) -> Person {
        // Foreheads of the healthy: 36.2 ± 0.3 °C (Chen et al. 2022, 1,080 tests), kept clear of the threshold.
        let normal = celsius(36.2 + 0.3 * generator.gaussian(), in: 35.4...36.7)
        let high = celsius(Double.random(in: 37.9...39.2, using: &generator), in: 37.9...39.2)
        // At twice the distance half of what the sensor sees is the wall: somebody, and too cold to be well.
        let far = celsius(Double.random(in: 31.5...33.0, using: &generator), in: 31.5...33.0)
        let again = celsius(high.celsius + 0.1 * generator.gaussian(), in: 37.8...39.4)
        let (first, second): (Temperature, Temperature?) =
            switch card.health {
            case .normal: (normal, nil)
            case .falseAlarm: (high, normal)
            case .fever: (high, again)
            case .tooFar: (far, normal)
            }
        return Person(
            number: number, kind: card.kind, pass: card.pass, health: card.health, forehead: first, second: second)
    }

    private static func celsius(_ value: Double, in range: ClosedRange<Double>) -> Temperature {
        Temperature(hundredths: Int32((min(max(value, range.lowerBound), range.upperBound) * 100).rounded()))
    }
}
