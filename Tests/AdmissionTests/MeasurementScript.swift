@testable import Admission
import Codes
import Wire

/// A sensor of ten frames a second on a virtual clock.
struct MeasurementScript {
    static let frame: Duration = .milliseconds(100)

    var measurement: Measurement
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var events: [MeasurementEvent] = []

    init(
        _ settings: MeasurementSettings = MeasurementSettings(), calibration: Calibration? = Fixture.calibration,
        condition: DeviceCondition = .ready
    ) {
        measurement = Measurement(settings: settings, thermometer: Fixture.thermometer(calibration))
        _ = measurement.conditionChanged(condition, at: now)
    }

    /// The same frame again and again for `frames` frames; what is told is kept in `events`.
    mutating func see(_ object: Double?, ambient: Double? = 22.5, frames: Int) {
        see((0..<frames).map { _ in object }, ambient: ambient)
    }

    /// One frame for each object temperature.
    mutating func see(_ objects: [Double?], ambient: Double? = 22.5) {
        for object in objects {
            now = now + MeasurementScript.frame
            let sample = Sample(object: object.map(Fixture.temperature), ambient: ambient.map(Fixture.temperature))
            if let event = measurement.receive(sample, at: now) { events.append(event) }
        }
    }

    mutating func nobody(frames: Int = 3) { see(22.61, frames: frames) }

    mutating func silence(_ duration: Duration) { now = now + duration }

    mutating func condition(_ condition: DeviceCondition) {
        if let event = measurement.conditionChanged(condition, at: now) { events.append(event) }
    }

    var readings: [Reading] {
        events.compactMap { if case .reading(let reading) = $0 { reading } else { nil } }
    }

    var refusals: [Reason] {
        events.compactMap { if case .refused(let refusal) = $0 { refusal.reason } else { nil } }
    }
}

/// Values that many tests need.
enum Fixture {
    /// A calibration that changes nothing, so that raw numbers can be read in the tests.
    static let calibration = Calibration(id: "cal-1", gain: 1, offset: 0)

    static func thermometer(_ calibration: Calibration? = Fixture.calibration) -> Thermometer {
        Thermometer(name: "thermo-1", driver: "gy-mcu90614", calibration: calibration, classUncertainty: 0.5)
    }

    static func temperature(_ celsius: Double) -> Temperature {
        Temperature(hundredths: Int32((celsius * 100).rounded()))
    }

    /// 2022-04-05, noon of the local day.
    static let clock = LaneClock(
        unix: UnixTime(seconds: 1_649_131_200), quality: .synchronised, minuteOfDay: 12 * 60)

    static func clock(minute: Int, quality: ClockQuality = .synchronised) -> LaneClock {
        LaneClock(unix: UnixTime(seconds: 1_649_131_200), quality: quality, minuteOfDay: minute)
    }

    static func reading(
        _ celsius: Double, at seconds: UInt64 = 1, ambient: Double = 22.5, calibration: Calibration? = calibration
    ) -> Reading {
        let settings = MeasurementSettings()
        var measurement = Measurement(settings: settings, thermometer: thermometer(calibration))
        let end = Instant(nanoseconds: seconds * 1_000_000_000)
        _ = measurement.conditionChanged(.ready, at: end)
        for frame in 0...10 {
            let at = end + .milliseconds(100 * (frame - 5))
            let sample = Sample(object: temperature(celsius), ambient: temperature(ambient))
            if case .reading(let reading) = measurement.receive(sample, at: at) { return reading }
        }
        // Not a person: as if some other measurement had accepted it.
        return Reading(
            device: "thermo-1", object: celsius, ambient: temperature(ambient), samples: [temperature(celsius)],
            span: 0, corrections: [], temperature: celsius, discarded: 0, began: end, completed: end)
    }

    static func refusal(_ reason: Reason, at seconds: UInt64 = 1) -> MeasurementRefusal {
        MeasurementRefusal(
            reason: reason, device: "thermo-1", object: 31.4, ambient: temperature(22.5),
            samples: [temperature(31.4)], span: 0, at: Instant(nanoseconds: seconds * 1_000_000_000))
    }

    static func pass(
        _ kind: String, id: String = "p-1", from: UnixTime? = nil, until: UnixTime? = nil
    ) -> Verification {
        Verification(
            scheme: "gh1", outcome: .verified, subject: CodeSubject(id: id, name: "张*", phoneTail: "1234"),
            evidence: [CodeEvidence(kind: kind, validFrom: from, validUntil: until)])
    }

    static func bad(_ outcome: CodeOutcome, scheme: String? = "gh1") -> Verification {
        Verification(scheme: scheme, outcome: outcome, stage: .signature)
    }

    /// A health certificate of another scheme.
    static let certificate = Verification(
        scheme: "hc1", outcome: .verified, evidence: [CodeEvidence(kind: "vaccination")])
}

extension Reasons {
    init(_ reasons: Reason...) {
        self.init(rawValue: 0)
        for reason in reasons { insert(reason) }
    }
}
