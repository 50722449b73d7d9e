/// One term of the way from the raw object temperature to the result, as it was applied.
///
/// Whoever applies the terms of a record in their order, with the parameters written there, gets the temperature of the
/// record to the last bit. There is no term that moves readings towards a normal temperature, and none may be added.
public struct Correction: Hashable, Sendable {
    /// What kind of correction, in the order in which they are applied. New kinds are added, never reordered.
    public enum Term: String, Hashable, Sendable, CaseIterable {
        /// `gain × t + offset`, from a calibration against a black body.
        case calibration
    }

    /// A named number of a term.
    public struct Parameter: Hashable, Sendable {
        /// The name, such as `gain`.
        public var name: String
        /// The value.
        public var value: Double
    }

    /// The kind.
    public var term: Term
    /// Whose numbers they are: the identifier of a calibration, or `none` for the identity.
    public var id: String
    /// The numbers, in the order of the term's formula.
    public var parameters: [Parameter]
    /// What the term added, in °C.
    public var delta: Double
}

/// The terms of a thermometer, in their order.
struct CorrectionChain: Hashable, Sendable {
    /// The identifier of a term that changes nothing because nothing is known.
    static let none = "none"

    private let calibration: String
    private let gain: Double
    private let offset: Double

    init(_ thermometer: Thermometer) {
        calibration = thermometer.calibration?.id ?? CorrectionChain.none
        gain = thermometer.calibration?.gain ?? 1
        offset = thermometer.calibration?.offset ?? 0
    }

    /// The corrected temperature, without an account of the terms. Allocates nothing.
    func corrected(_ object: Double) -> Double {
        gain * object + offset
    }

    /// The account of the terms for `object`; their result is `corrected(object)`.
    func account(of object: Double) -> [Correction] {
        [
            Correction(
                term: .calibration, id: calibration,
                parameters: [.init(name: "gain", value: gain), .init(name: "offset", value: offset)],
                delta: corrected(object) - object)
        ]
    }
}
