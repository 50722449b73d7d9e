public import Codes

/// Something that speaks for a passage without a device: a guard's key, a form, the committee's answer.
public enum Attestation: Hashable, Sendable {
    /// The guard or a watch list says who stands there.
    case category(Category)
    /// The person is registered.
    case registration
    /// The guard confirmed identity and destination.
    case confirmation
    /// The report is with the committee.
    case report
    /// The guard saw a health code that admits.
    case healthCode
    /// The guard saw a trip code that admits.
    case tripCode

    /// The word in records.
    public var kind: String {
        switch self {
        case .category: "category"
        case .registration: "registration"
        case .confirmation: "confirmation"
        case .report: "report"
        case .healthCode: "health-code"
        case .tripCode: "trip-code"
        }
    }
}

/// One thing that became known of a passage.
public enum Evidence: Hashable, Sendable {
    case reading(Reading)
    case refusal(MeasurementRefusal)
    case code(Verification)
    case attestation(Attestation)

    /// The word in records.
    public var kind: String {
        switch self {
        case .reading: "reading"
        case .refusal: "refusal"
        case .code: "code"
        case .attestation(let attestation): attestation.kind
        }
    }
}

/// What the lane knows beside the evidence.
public struct Circumstances: Hashable, Sendable {
    /// Where the lane's thermometer is in its life.
    public var thermometer: DeviceCondition
    /// Whether records can be made.
    public var journalAvailable: Bool

    /// Circumstances; by default everything works.
    public init(thermometer: DeviceCondition = .ready, journalAvailable: Bool = true) {
        self.thermometer = thermometer
        self.journalAvailable = journalAvailable
    }
}

/// The time of a decision, as the wall clock has it.
public struct LaneClock: Hashable, Sendable {
    /// Civil time.
    public var unix: UnixTime
    /// How far it can be believed.
    public var quality: ClockQuality
    /// The minute of the local day, 0 to 1439.
    public var minuteOfDay: Int

    /// A time.
    public init(unix: UnixTime, quality: ClockQuality, minuteOfDay: Int) {
        self.unix = unix
        self.quality = quality
        self.minuteOfDay = minuteOfDay
    }
}
