@testable import Admission
import Testing
import Wire

/// Who is a subject, when they are gone, and what is said when no reading can be made.
struct PresenceTests {
    @Test func nobodyIsNeverRead() {
        var script = MeasurementScript()
        script.nobody(frames: 100)
        script.see(27.99, ambient: 4.25, frames: 100)
        script.see(36.5, ambient: 34.6, frames: 100)
        #expect(script.events.isEmpty)
        #expect(script.measurement.counters.presences == 0)
    }

    @Test func aPersonWhoStaysIsReadOnceAndOnComingBackAgain() {
        var script = MeasurementScript()
        script.see(36.5, frames: 100)
        #expect(script.readings.count == 1)
        script.nobody(frames: 1)
        script.see(36.5, frames: 100)
        #expect(script.readings.count == 1, "one frame is not a departure")
        script.nobody(frames: 2)
        script.see(36.6, frames: 6)
        #expect(script.readings.count == 2)
    }

    @Test func silenceIsADeparture() {
        var script = MeasurementScript()
        script.see(36.5, frames: 10)
        script.silence(.milliseconds(900))
        script.see(36.5, frames: 10)
        #expect(script.readings.count == 1, "1.0 s between two frames")
        script.silence(.milliseconds(901))
        script.see(36.5, frames: 10)
        #expect(script.readings.count == 2)
    }

    @Test func aJumpAfterAReadingIsAnotherPerson() {
        var script = MeasurementScript()
        script.see(36.5, frames: 10)
        script.see(35.5, frames: 10)
        #expect(script.readings.count == 1, "1.0 °C is no jump")
        script.see(36.51, frames: 6)
        #expect(script.readings.map(\.temperature) == [36.5, 36.51])
    }

    @Test func whoMissesAFrameStartsTheRunAgain() {
        var script = MeasurementScript()
        script.see([36.5, 36.5, 36.5, 22.6, 36.5, 36.5, 36.5, 36.5, 36.5])
        #expect(script.events.isEmpty)
        script.see(36.5, frames: 1)
        #expect(script.readings.count == 1)
    }

    @Test func tooFarIsSaidOnceAfterASecond() {
        var script = MeasurementScript()
        script.see(31.4, frames: 10)
        #expect(script.events.isEmpty)
        script.see(31.4, frames: 50)
        #expect(script.refusals == [.temperatureTooLow])
        script.see(36.5, frames: 6)
        #expect(script.readings.count == 1, "who comes closer is read")
        #expect(script.events.count == 2, "and has the whole patience again")
    }

    @Test func tooHotIsSaidOnceAfterASecond() {
        var script = MeasurementScript()
        script.see(55, frames: 60)
        #expect(script.refusals == [.temperatureOutOfWindow])
        #expect(script.readings.isEmpty)
    }

    @Test func theWindowHoldsForTheCorrectedTemperature() throws {
        let cold = try #require(Calibration(id: "c", gain: 1, offset: -0.5))
        var script = MeasurementScript(calibration: cold)
        script.see(34.4, frames: 20)
        #expect(script.refusals == [.temperatureTooLow])
        #expect(script.readings.isEmpty)
    }

    @Test func movingIsSaidOnceAfterThreeSeconds() {
        var script = MeasurementScript()
        script.see((0..<30).map { $0 % 2 == 0 ? 36.0 : 36.8 })
        #expect(script.events.isEmpty)
        script.see((0..<60).map { $0 % 2 == 0 ? 36.0 : 36.8 })
        #expect(script.refusals == [.temperatureUnstable])
        script.see(36.8, frames: 6)
        #expect(script.readings.count == 1)
    }

    @Test func aWarmingSensorRefusesAndReadsWhenItIsReady() {
        var script = MeasurementScript(condition: .warming)
        script.see(36.5, frames: 50)
        #expect(script.refusals == [.sensorWarming])
        script.condition(.ready)
        script.see(36.5, frames: 1)
        #expect(script.readings.count == 1)
    }

    @Test func withoutAmbientThereIsNoReading() {
        var script = MeasurementScript()
        script.see(36.5, ambient: nil, frames: 50)
        #expect(script.refusals == [.ambientMissing])
        script.measurement.ambientChanged(Fixture.temperature(21), at: script.now)
        script.see(36.5, ambient: nil, frames: 1)
        #expect(script.readings.map(\.ambient) == [Fixture.temperature(21)])
    }

    @Test func anOldAmbientIsNotUsed() {
        var script = MeasurementScript()
        script.measurement.ambientChanged(Fixture.temperature(21), at: script.now)
        script.silence(.seconds(60))
        script.see(36.5, ambient: nil, frames: 50)
        #expect(script.refusals == [.ambientMissing])
    }

    @Test func ambientOutOfRangeIsReadAndLeftToTheRules() {
        var script = MeasurementScript()
        script.see(34.5, ambient: 4.25, frames: 6)
        #expect(script.readings.map(\.ambient) == [Fixture.temperature(4.25)])
    }

    @Test(arguments: [DeviceCondition.stale, .lost, .absent, .opening, .identifying])
    func aSilentSensorIsNeverUsed(condition: DeviceCondition) {
        var script = MeasurementScript()
        script.see(36.5, frames: 3)
        script.condition(condition)
        #expect(script.refusals == [.sensorStale])
        script.see(36.5, frames: 50)
        #expect(script.events.count == 1)
        #expect(script.measurement.counters.ignored == 50)
        script.condition(.ready)
        script.see(36.5, frames: 5)
        #expect(script.readings.isEmpty, "what came before is forgotten")
    }

    @Test func aSensorThatIsLostWithNobodyThereSaysNothing() {
        var script = MeasurementScript()
        script.nobody()
        script.condition(.lost)
        script.condition(.ready)
        script.see(36.5, frames: 10)
        script.condition(.lost)
        #expect(script.refusals.isEmpty, "nor when the person has been read")
    }

    @Test func aRetestWaitsForThePause() {
        var script = MeasurementScript()
        script.see(37.5, frames: 6)
        script.measurement.requestRetest(at: script.now, after: .seconds(2))
        script.see(37.5, frames: 24)
        #expect(script.readings.count == 1)
        script.see(37.5, frames: 1)
        #expect(script.readings.count == 2)
        #expect(script.readings[1].began >= script.readings[0].completed + .seconds(2))
        script.see(37.5, frames: 100)
        #expect(script.readings.count == 2)
    }

    @Test func whoLeavesAndComesBackNeedsNoPause() {
        var script = MeasurementScript()
        script.see(37.5, frames: 6)
        script.measurement.requestRetest(at: script.now, after: .seconds(2))
        script.nobody(frames: 2)
        script.see(37.5, frames: 6)
        #expect(script.readings.count == 2)
    }

    @Test func aConcludedPersonIsNotReadAny() {
        var script = MeasurementScript()
        script.see(36.5, frames: 3)
        script.measurement.conclude(presentBy: script.now)
        script.see(36.5, frames: 50)
        #expect(script.events.isEmpty)
        script.nobody()
        let before = script.now
        script.see(36.5, frames: 3)
        script.measurement.conclude(presentBy: before)
        script.see(36.5, frames: 3)
        #expect(script.readings.count == 1, "who came later is somebody else")
    }

    @Test func extremeValuesDoNotTrap() {
        var script = MeasurementScript()
        for object in [Int32.min, -1, 0, 2799, 2800, 2801, .max - 1, .max] {
            for ambient in [Int32.min, -1, 0, 3500, .max] {
                for _ in 0..<12 {
                    script.now = script.now + .milliseconds(100)
                    let sample = Sample(
                        object: Temperature(hundredths: object), ambient: Temperature(hundredths: ambient))
                    _ = script.measurement.receive(sample, at: script.now)
                }
            }
        }
        _ = script.measurement.receive(Sample(body: Fixture.temperature(36.5)), at: script.now)
        #expect(script.measurement.counters.readings == 0)
        #expect(script.measurement.counters.withoutObject == 1)
    }
}
