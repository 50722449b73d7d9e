internal import Admission
internal import Configuration

extension LaneSettings {
    /// The lane as the configuration has it, with the rules and temperatures of the whole gate.
    init(_ lane: LaneConfiguration, in configuration: GateConfiguration) {
        self.init(number: lane.number, name: lane.name)
        direction = lane.direction
        hours = lane.hours
        categories = Set(lane.categories)
        defaultCategory = lane.defaultCategory
        needs = configuration.rules
        failRules = FailRules()
        failRules.sensor = lane.fail
        failRules.journal = lane.fail
        failRules.clock = lane.fail
        failRules.code = lane.fail
        window = .seconds(lane.windowSeconds)
        measurement = MeasurementSettings(configuration)
    }
}

extension MeasurementSettings {
    /// How temperatures are measured and judged, as the configuration has it.
    init(_ configuration: GateConfiguration) {
        self.init()
        threshold = configuration.temperature.threshold
        window = configuration.temperature.window
        ambient = configuration.temperature.ambient
        calibrationRequired = configuration.temperature.calibrationRequired
        sampleCount = configuration.measurement.samples
        minimumSpan = .milliseconds(configuration.measurement.durationMilliseconds)
        band = configuration.measurement.band
    }
}
