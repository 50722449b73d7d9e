@testable import Admission
import Testing
import Wire

struct MeasurementTests {
    @Test func aStablePersonIsReadOnce() throws {
        var script = MeasurementScript()
        script.nobody()
        script.see(34.12, frames: 40)
        let reading = try #require(script.readings.first)
        #expect(script.events.count == 1)
        #expect(reading.temperature == 34.12)
        #expect(reading.object == 34.12)
        #expect(reading.ambient == Fixture.temperature(22.5))
        #expect(reading.samples.count == 6)
        #expect(reading.completed - reading.began == .milliseconds(500))
        #expect(reading.span == 0)
        #expect(reading.classUncertainty == 0.5)
    }

    @Test func medianAndSpanAreOfTheRawSamples() throws {
        var script = MeasurementScript()
        script.see([36.50, 36.62, 36.40, 36.44, 36.58, 36.46])
        let reading = try #require(script.readings.first)
        #expect(reading.samples.map(\.hundredths) == [3650, 3662, 3640, 3644, 3658, 3646])
        #expect(reading.object == Double(3646 + 3650) / 200)
        #expect(reading.span == 0.22)
        #expect(reading.discarded == 0)
    }

    @Test func neitherFewSamplesNorAShortTimeAreEnough() {
        var slow = MeasurementScript()
        slow.see(36.5, frames: 5)
        #expect(slow.events.isEmpty, "0.4 s")
        var fast = MeasurementScript()
        for _ in 0..<49 {
            fast.now = fast.now + .milliseconds(10)
            _ = fast.measurement.receive(Sample(object: Fixture.temperature(36.5), ambient: nil), at: fast.now)
        }
        #expect(fast.measurement.counters.readings == 0, "48 intervals of 10 ms")
        var settings = MeasurementSettings()
        settings.sampleCount = 8
        var few = MeasurementScript(settings)
        few.see(36.5, frames: 7)
        #expect(few.events.isEmpty)
        few.see(36.5, frames: 1)
        #expect(few.readings.count == 1)
    }

    @Test func theBandIsInclusive() {
        var inside = MeasurementScript()
        inside.see([36.2, 36.5, 36.2, 36.5, 36.2, 36.5])
        #expect(inside.readings.count == 1)
        var outside = MeasurementScript()
        outside.see([36.2, 36.51, 36.2, 36.51, 36.2, 36.51])
        #expect(outside.events.isEmpty)
    }

    @Test func anApproachIsDiscardedAndCounted() throws {
        var script = MeasurementScript()
        script.see([29.0, 31.0, 33.0, 35.0])
        script.see(36.5, frames: 6)
        let reading = try #require(script.readings.first)
        #expect(reading.samples.allSatisfy { $0 == Fixture.temperature(36.5) })
        #expect(reading.discarded == 4)
    }

    @Test func aFastSensorFillsTheRingAndIsStillRead() throws {
        var script = MeasurementScript()
        for _ in 0..<300 {
            script.now = script.now + .milliseconds(4)
            let sample = Sample(object: Fixture.temperature(36.5), ambient: Fixture.temperature(22.5))
            if let event = script.measurement.receive(sample, at: script.now) { script.events.append(event) }
        }
        #expect(try #require(script.readings.first).samples.count == 126)
        #expect(script.events.count == 1)
    }

    @Test func theCalibrationIsATermOfItsOwn() throws {
        let calibration = try #require(Calibration(id: "cal-7", gain: 1.03896, offset: -1.0762))
        var script = MeasurementScript(calibration: calibration)
        script.see(36.65, frames: 6)
        let reading = try #require(script.readings.first)
        let term = try #require(reading.corrections.first)
        #expect(reading.corrections.count == 1)
        #expect(term.id == "cal-7")
        #expect(term.term == .calibration)
        #expect(term.parameters.map(\.name) == ["gain", "offset"])
        #expect(reading.temperature == term.parameters[0].value * reading.object + term.parameters[1].value)
        #expect(term.delta == reading.temperature - reading.object)
        #expect(reading.isCalibrated)
    }

    @Test func withoutACalibrationTheIdentityIsRecordedAsNone() throws {
        var script = MeasurementScript(calibration: nil)
        script.see(36.65, frames: 6)
        let reading = try #require(script.readings.first)
        #expect(reading.corrections.map(\.id) == ["none"])
        #expect(reading.corrections.map(\.delta) == [0])
        #expect(reading.temperature == 36.65)
        #expect(!reading.isCalibrated)
    }

    @Test func anotherCalibrationStartsAgain() {
        var script = MeasurementScript()
        script.see(36.5, frames: 5)
        script.measurement.thermometerChanged(Fixture.thermometer(nil))
        script.see(36.5, frames: 5)
        #expect(script.events.isEmpty)
        script.see(36.5, frames: 1)
        #expect(script.readings.map(\.isCalibrated) == [false])
    }

    @Test(arguments: [
        (0.94, 2.2), (1.06, -2.2), (1.0, 1.01), (1.0, -1.01), (1.04, -0.2), (1.0, .nan), (.nan, 0), (1, .infinity),
    ])
    func aCalibrationBeyondTheLimitsIsNone(gain: Double, offset: Double) {
        #expect(Calibration(id: "c", gain: gain, offset: offset) == nil)
    }

    @Test func aCalibrationAtTheLimitsIsTaken() {
        #expect(Calibration(id: "c", gain: 1, offset: 1) != nil)
        #expect(Calibration(id: "c", gain: 1.05, offset: -1.9) != nil)
        #expect(Calibration(id: "", gain: 1, offset: 0) == nil)
    }
}
