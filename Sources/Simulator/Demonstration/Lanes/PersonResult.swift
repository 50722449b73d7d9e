import Control

/// What became of one person.
struct PersonResult: Hashable {
    /// Who it was.
    let person: Person
    /// The lane's name.
    let lane: String
    /// The records of the passage, the verdict last.
    let records: [PassageEvent]
    /// Whether the barrier's relay was told to close its contact.
    let barrierOpened: Bool

    /// The record that ended the passage.
    var verdict: PassageEvent? { records.last }

    /// Whether somebody was too far from the sensor before the reading.
    var wasTooFar: Bool { records.dropLast().contains { $0.reasons.contains("temperature.too-low") } }
}
