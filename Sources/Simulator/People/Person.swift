public import Codes
public import Wire

/// One person who comes to the gate.
public struct Person: Hashable, Sendable {
    /// The code that somebody shows.
    public enum Pass: String, Hashable, Sendable, CaseIterable {
        /// Nothing but a face.
        case none
        /// A pass of the community that is good.
        case valid
        /// A pass of the community that is over.
        case expired
        /// A pass in the community's name, signed by another key.
        case foreignKey = "foreign-key"
        /// A pass of the community in which somebody has changed who holds it.
        case altered
        /// A code that has nothing to do with the gate: a menu, a bicycle.
        case unrelated
    }

    /// What the thermometer finds.
    public enum Health: String, Hashable, Sendable, CaseIterable {
        /// Below the threshold.
        case normal
        /// Above it at first, and below it at the second measurement: the sun, a run for the bus.
        case falseAlarm = "false-alarm"
        /// Above it both times.
        case fever
        /// Too far from the sensor at first, so that it sees something too cold, and below the threshold a step later.
        case tooFar = "too-far"
    }

    /// The place in the scenario, from 1.
    public let number: Int
    /// What the person is, and what their pass says if they show one.
    public let kind: GH1Kind
    /// What they show.
    public let pass: Pass
    /// What the thermometer finds.
    public let health: Health
    /// The forehead at the first measurement.
    public let forehead: Temperature
    /// The forehead at the second measurement, or a step closer; `nil` for those who need none.
    public let second: Temperature?
}
