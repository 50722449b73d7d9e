import Wire

/// What all readings and refusals of a passage come to, whatever their order.
struct TemperatureFindings {
    /// Whether there is a reading, be it good or bad.
    let isMet: Bool
    /// Whether the one high reading is the latest: a second measurement has to confirm it or not.
    let awaitsRetest: Bool

    private var always = Reasons()
    private var ifNeeded = Reasons()

    init(_ evidence: [Evidence], in circumstances: Circumstances, settings: MeasurementSettings) {
        var latest: Instant?
        var high: [Instant] = []
        for case .reading(let reading) in evidence {
            latest = max(latest ?? reading.completed, reading.completed)
            // Written so that a value which is no number counts as high, too.
            if !(reading.temperature < settings.threshold) { high.append(reading.completed) }
            ifNeeded.formUnion(TemperatureFindings.doubts(reading, settings))
        }
        isMet = latest != nil
        awaitsRetest = high.count == 1 && high.first == latest
        if !high.isEmpty, high.count > 1 || awaitsRetest {
            always.insert(.temperatureHigh)
            if high.count > 1 { always.insert(.temperatureConfirmed) }
        } else if isMet {
            always.insert(.temperatureNormal)
            if !high.isEmpty { always.insert(.temperatureRetested) }
        }
        guard !isMet || awaitsRetest else { return }
        for case .refusal(let refusal) in evidence where !isMet || latest.map({ refusal.at > $0 }) == true {
            ifNeeded.insert(refusal.reason)
        }
        switch circumstances.thermometer {
        case .ready: break
        case .warming: ifNeeded.insert(.sensorWarming)
        case .absent, .opening, .identifying, .stale, .lost: ifNeeded.insert(.sensorStale)
        }
    }

    /// The reasons; doubts about a reading count only where the temperature is needed, a high one counts always.
    func reasons(needed: Bool) -> Reasons {
        needed || awaitsRetest ? always.union(ifNeeded) : always
    }

    /// What keeps a reading from admitting, recomputed from what it was made of.
    private static func doubts(_ reading: Reading, _ settings: MeasurementSettings) -> Reasons {
        var reasons = Reasons()
        if !settings.ambient.contains(reading.ambient.celsius) { reasons.insert(.ambientOutOfRange) }
        if settings.calibrationRequired, !reading.isCalibrated { reasons.insert(.calibrationMissing) }
        if !settings.window.contains(reading.temperature) {
            reasons.insert(
                reading.temperature < settings.window.lowerBound ? .temperatureTooLow : .temperatureOutOfWindow)
        }
        return reasons
    }
}
