/// What a record is about. The raw value is the byte in the leaf and never changes.
public enum RecordKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A verdict about a person's passage, or a step towards it.
    case entry = 1
    /// The last record under an epoch key; it certifies the next one.
    case epochClose = 2
    /// The journal was opened or closed in order; the detail says what recovery found.
    case boot = 3
    /// Nothing happened, and this record shows that the gate was alive to say so.
    case heartbeat = 4
    /// Bytes of the journal were lost or set aside; the detail says which.
    case gap = 5
    /// Details or sealed parts were erased; the detail says of which records.
    case erasure = 6
    /// The wall clock was set.
    case clockStep = 7
    /// Somebody with a right to it did something at the gate.
    case operatorAction = 8
    /// Other rules apply from here on; the policy hash of the leaf is the new one.
    case policyChange = 9
    /// A sensor was calibrated.
    case calibration = 10
    /// A device came, went, or failed.
    case deviceEvent = 11
    /// A round of disinfection was logged.
    case disinfectionRound = 12

    /// The word in documents and JSON.
    public var name: String {
        switch self {
        case .entry: "entry"
        case .epochClose: "epoch-close"
        case .boot: "boot"
        case .heartbeat: "heartbeat"
        case .gap: "gap"
        case .erasure: "erasure"
        case .clockStep: "clock-step"
        case .operatorAction: "operator-action"
        case .policyChange: "policy-change"
        case .calibration: "calibration"
        case .deviceEvent: "device-event"
        case .disinfectionRound: "disinfection-round"
        }
    }
}
