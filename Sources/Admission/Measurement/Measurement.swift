public import Wire

/// Makes readings of one thermometer's samples: one for each person who stands before it.
///
/// Samples and a time go in, at most one event comes out. While nothing completes, nothing is allocated.
///
/// Somebody is *present* while samples are well above ambient. A present person is *measured* until a stable run of
/// samples inside the human window gives the reading, and is *concluded* from then on: no second reading without
/// `requestRetest`, without leaving, or without a jump that means another person.
public struct Measurement {
    private enum Phase {
        case nobody
        case measuring
        case concluded
    }

    /// The settings that it was made with.
    public let settings: MeasurementSettings
    /// What it has seen.
    public private(set) var counters = MeasurementCounters()
    /// The thermometer whose samples arrive.
    public private(set) var thermometer: Thermometer
    /// Where the thermometer is in its life.
    public private(set) var condition = DeviceCondition.absent

    private var chain: CorrectionChain
    private let bandHundredths: Int32
    private let jumpHundredths: Int32
    private var ring = SampleRing()
    private var phase = Phase.nobody
    private var presentSince = Instant(nanoseconds: 0)
    /// From when the patience for a stable run counts.
    private var patientSince = Instant(nanoseconds: 0)
    /// Since when every sample has been on that side of the window; `nil` while the latest one is inside.
    private var outsideSince: Instant?
    private var outside = Reason.temperatureTooLow
    /// How many of the newest samples in the ring are inside the window without a break.
    private var inside = 0
    private var seen = 0
    private var told = Reasons()
    private var awayFrames = 0
    private var lastAt: Instant?
    private var lastObject = Temperature(hundredths: 0)
    private var rearmAt: Instant?
    private var surroundings: (temperature: Temperature, at: Instant)?

    /// A measurement that has seen nothing. Its device counts as absent until `conditionChanged` says otherwise.
    public init(settings: MeasurementSettings, thermometer: Thermometer) {
        self.settings = settings
        self.thermometer = thermometer
        chain = CorrectionChain(thermometer)
        bandHundredths = Measurement.hundredths(settings.band)
        jumpHundredths = Measurement.hundredths(settings.jump)
    }

    /// Since when somebody has been present; `nil` while nobody is.
    public var presence: Instant? { phase == .nobody ? nil : presentSince }

    /// Whether somebody is present who already has a reading, or belongs to a passage that has ended.
    public var isConcluded: Bool { phase == .concluded }

    /// Whole hundredths of `celsius`, at most 1,000 °C, so that a strange setting cannot trap.
    private static func hundredths(_ celsius: Double) -> Int32 {
        guard celsius.isFinite else { return 0 }
        return Int32((min(max(celsius, 0), 1000) * 100).rounded())
    }
}

// MARK: - What arrives

extension Measurement {
    /// One raw value of the thermometer.
    public mutating func receive(_ sample: Sample, at now: Instant) -> MeasurementEvent? {
        counters.samples += 1
        guard condition.delivers else {
            counters.ignored += 1
            return nil
        }
        guard let object = sample.object else {
            counters.withoutObject += 1
            return nil
        }
        if let lastAt, now - lastAt > settings.silence { depart() }
        lastAt = now
        let ambient = sample.ambient ?? ambientNow(now)
        guard isSomebody(object, ambient) else {
            away()
            return nil
        }
        stand(object, at: now)
        guard phase == .measuring else { return nil }
        ring.append(.init(object: object, ambient: ambient, at: now))
        seen += 1
        return judge(object, at: now)
    }

    /// The thermometer's condition changed. Whoever is being measured when it is lost is told so.
    public mutating func conditionChanged(_ condition: DeviceCondition, at now: Instant) -> MeasurementEvent? {
        self.condition = condition
        guard !condition.delivers else { return nil }
        let event = phase == .measuring ? refuse(.sensorStale, at: now) : nil
        depart()
        lastAt = nil
        return event
    }

    /// Another device, or another calibration of it, measures from now on; a measurement under way starts again.
    public mutating func thermometerChanged(_ thermometer: Thermometer) {
        self.thermometer = thermometer
        chain = CorrectionChain(thermometer)
        ring.removeAll()
        inside = 0
        seen = 0
    }

    /// A separate ambient thermometer reported `temperature`; used for samples that bring none of their own.
    public mutating func ambientChanged(_ temperature: Temperature, at now: Instant) {
        surroundings = (temperature, now)
    }

    /// Asks for another reading: of the person present after `pause`, or of the next one who comes, at once.
    public mutating func requestRetest(at now: Instant, after pause: Duration) {
        if phase == .concluded { rearmAt = now + pause }
    }

    /// The passage of whoever is present has ended: no reading of them any more, if they came no later than `instant`.
    public mutating func conclude(presentBy instant: Instant) {
        guard phase != .nobody, presentSince <= instant else { return }
        phase = .concluded
        rearmAt = nil
    }
}

// MARK: - Presence

extension Measurement {
    private func isSomebody(_ object: Temperature, _ ambient: Temperature?) -> Bool {
        guard object.celsius >= settings.presenceFloor else { return false }
        guard let ambient else { return true }
        return object.celsius >= ambient.celsius + settings.presenceSeparation
    }

    private func ambientNow(_ now: Instant) -> Temperature? {
        guard let surroundings, now - surroundings.at <= settings.ambientLifetime else { return nil }
        return surroundings.temperature
    }

    private mutating func stand(_ object: Temperature, at now: Instant) {
        awayFrames = 0
        switch phase {
        case .nobody:
            arrive(at: now)
        case .concluded:
            // Both are at least the floor of a presence, so that the difference cannot overflow.
            if abs(object.hundredths - lastObject.hundredths) > jumpHundredths {
                arrive(at: now)
            } else if let rearmAt, now >= rearmAt {
                measure(from: now)
            }
        case .measuring:
            break
        }
        lastObject = object
    }

    private mutating func arrive(at now: Instant) {
        counters.presences += 1
        presentSince = now
        measure(from: now)
    }

    private mutating func measure(from now: Instant) {
        phase = .measuring
        patientSince = now
        rearmAt = nil
        told = Reasons()
        outsideSince = nil
        inside = 0
        seen = 0
        ring.removeAll()
    }

    private mutating func away() {
        guard phase != .nobody else { return }
        inside = 0
        outsideSince = nil
        awayFrames += 1
        if awayFrames >= settings.departureFrames { depart() }
    }

    private mutating func depart() {
        phase = .nobody
        awayFrames = 0
        rearmAt = nil
        ring.removeAll()
    }
}

// MARK: - Judging a present person

extension Measurement {
    private mutating func judge(_ object: Temperature, at now: Instant) -> MeasurementEvent? {
        let corrected = chain.corrected(object.celsius)
        guard settings.window.contains(corrected) else {
            let side: Reason =
                corrected < settings.window.lowerBound ? .temperatureTooLow : .temperatureOutOfWindow
            return beOutside(side, at: now)
        }
        outsideSince = nil
        inside = min(inside + 1, SampleRing.capacity)
        guard
            let run = ring.stableRun(
                of: settings.sampleCount, over: settings.minimumSpan, within: bandHundredths, among: inside)
        else {
            let waited = now - patientSince >= settings.stabilityPatience && seen >= settings.sampleCount
            return waited ? refuse(.temperatureUnstable, at: now) : nil
        }
        guard condition == .ready else { return refuse(.sensorWarming, at: now) }
        guard let ambient = ring[age: 0].ambient else { return refuse(.ambientMissing, at: now) }
        return .reading(read(run, ambient: ambient, at: now))
    }

    private mutating func beOutside(_ side: Reason, at now: Instant) -> MeasurementEvent? {
        inside = 0
        if outsideSince == nil || outside != side { outsideSince = now }
        outside = side
        guard let outsideSince, now - outsideSince >= settings.windowPatience else { return nil }
        // Who was too far away and now comes closer has the whole patience before them again.
        patientSince = now
        return refuse(side, at: now)
    }

    private mutating func read(_ run: Int, ambient: Temperature, at now: Instant) -> Reading {
        phase = .concluded
        counters.readings += 1
        let samples = ring.objects(newest: run)
        let summary = SampleSummary(samples)
        let object = summary.median ?? lastObject.celsius
        return Reading(
            device: thermometer.name, object: object, ambient: ambient, samples: samples, span: summary.span,
            corrections: chain.account(of: object), temperature: chain.corrected(object),
            classUncertainty: thermometer.classUncertainty, discarded: seen - run, began: ring[age: run - 1].at,
            completed: now)
    }

    /// Each refusal once for each measurement: who goes on standing badly makes no more records.
    private mutating func refuse(_ reason: Reason, at now: Instant) -> MeasurementEvent? {
        guard !told.contains(reason) else { return nil }
        told.insert(reason)
        counters.refusals += 1
        let samples = ring.objects(newest: Measurement.refusalSamples)
        let summary = SampleSummary(samples)
        return .refused(
            MeasurementRefusal(
                reason: reason, device: thermometer.name, object: summary.median,
                ambient: ring.count > 0 ? ring[age: 0].ambient : nil, samples: samples, span: summary.span, at: now))
    }

    /// How many raw samples a refusal keeps: three seconds of a 10 Hz sensor, which is the longest patience.
    private static let refusalSamples = 32
}
