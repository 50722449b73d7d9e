/// Why a verdict is as it is. The raw value is the number of the bit in a record's leaf and never changes; the `code` is
/// the stable word of documents and JSON. New reasons take new bits, 63 at most.
public enum Reason: UInt8, Hashable, Sendable, CaseIterable {
    // Temperature and its measurement.
    case temperatureNormal = 0
    case temperatureHigh = 1
    case temperatureMissing = 2
    case temperatureTooLow = 3
    case temperatureOutOfWindow = 4
    case temperatureUnstable = 5
    case ambientOutOfRange = 6
    case sensorWarming = 7
    case sensorStale = 8
    case calibrationMissing = 9
    /// A second measurement confirmed the first.
    case temperatureConfirmed = 10
    /// A second measurement did not confirm the first.
    case temperatureRetested = 11
    /// Nobody knows how warm the sensor's surroundings are, so that the reading cannot be judged.
    case ambientMissing = 12

    // Codes.
    case codeVerified = 16
    case codeInvalid = 17
    case codeExpired = 18
    case codeNotYetValid = 19
    case codeRevoked = 20
    case codeUnknownKey = 21
    case codeStaleTrust = 22
    case codeUnreachable = 23
    case codeUnsupported = 24
    case codeDuplicate = 25
    case clockUntrusted = 26
    /// The service says that the person's health code is yellow or red, or not decided yet.
    case healthCodeNotGreen = 27
    /// The trip card names a place with a risk area, or carries the star. It does not say that the person was there.
    case tripRiskArea = 28
    /// The trip card's colour is not green.
    case tripNotGreen = 29

    // What a category needs and does not have.
    case healthCodeMissing = 32
    case tripCodeMissing = 33
    case registrationMissing = 34
    case confirmationMissing = 35
    case reportMissing = 36
    /// A person under home observation shows no hospital slip that is valid now.
    case slipMissing = 37

    // The lane and the passage.
    case laneClosed = 40
    case categoryNotServed = 41
    /// The passage waits for more evidence; a later record of the same passage decides.
    case passageOpen = 42
    case passageTimeout = 43
    case journalUnavailable = 44
    /// The lane has no default category, and nothing shown so far says who stands there.
    case categoryUnknown = 45
    /// A person under home observation wants out without a hospital slip.
    case observedLeaving = 46
    /// The record became durable too late: the person is no longer taken to stand at the barrier. Shown, never recorded.
    case journalLate = 47

    /// The stable word, such as `temperature.high`.
    public var code: String {
        switch self {
        case .temperatureNormal: "temperature.normal"
        case .temperatureHigh: "temperature.high"
        case .temperatureMissing: "temperature.missing"
        case .temperatureTooLow: "temperature.too-low"
        case .temperatureOutOfWindow: "temperature.out-of-window"
        case .temperatureUnstable: "temperature.unstable"
        case .ambientOutOfRange: "ambient.out-of-range"
        case .sensorWarming: "sensor.warming"
        case .sensorStale: "sensor.stale"
        case .calibrationMissing: "calibration.missing"
        case .temperatureConfirmed: "temperature.confirmed"
        case .temperatureRetested: "temperature.retested"
        case .ambientMissing: "ambient.missing"
        case .codeVerified: "code.verified"
        case .codeInvalid: "code.invalid"
        case .codeExpired: "code.expired"
        case .codeNotYetValid: "code.not-yet-valid"
        case .codeRevoked: "code.revoked"
        case .codeUnknownKey: "code.unknown-key"
        case .codeStaleTrust: "code.stale-trust"
        case .codeUnreachable: "code.unreachable"
        case .codeUnsupported: "code.unsupported"
        case .codeDuplicate: "code.duplicate"
        case .clockUntrusted: "clock.untrusted"
        case .healthCodeNotGreen: "health-code.not-green"
        case .tripRiskArea: "trip.risk-area"
        case .tripNotGreen: "trip.not-green"
        case .healthCodeMissing: "health-code.missing"
        case .tripCodeMissing: "trip-code.missing"
        case .registrationMissing: "registration.missing"
        case .confirmationMissing: "confirmation.missing"
        case .reportMissing: "report.missing"
        case .slipMissing: "slip.missing"
        case .laneClosed: "lane.closed"
        case .categoryNotServed: "category.not-served"
        case .passageOpen: "passage.open"
        case .passageTimeout: "passage.timeout"
        case .journalUnavailable: "journal.unavailable"
        case .categoryUnknown: "category.unknown"
        case .observedLeaving: "observed.leaving"
        case .journalLate: "journal.late"
        }
    }
}

/// All reasons of a verdict, as the bits of a record's leaf.
public struct Reasons: OptionSet, Hashable, Sendable {
    /// The bits: bit n is the reason with the raw value n.
    public var rawValue: UInt64

    /// The set of those bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The set of one reason.
    public init(_ reason: Reason) {
        rawValue = 1 << UInt64(reason.rawValue)
    }

    /// Whether `reason` is among them.
    public func contains(_ reason: Reason) -> Bool {
        rawValue & (1 << UInt64(reason.rawValue)) != 0
    }

    /// Adds `reason`.
    public mutating func insert(_ reason: Reason) {
        rawValue |= 1 << UInt64(reason.rawValue)
    }

    /// The stable codes, in the order of their bits; a bit that this version does not know is `reason.N`.
    public var codes: [String] {
        (UInt8(0)..<64).filter { rawValue & (1 << UInt64($0)) != 0 }.map { bit in
            Reason(rawValue: bit)?.code ?? "reason.\(bit)"
        }
    }
}
