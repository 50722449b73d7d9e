import Admission
import Testing

@testable import Configuration

@Suite struct PolicyTests {
    @Test func theTextIsFixed() throws {
        let text = """
            gatehouse-policy/1
            timezone UTC
            threshold 37.3
            window 34.0 42.0
            ambient 15.0 35.0
            samples 5
            span 500 ms
            band 0.3
            presence 2.0 28.0
            calibration-required true
            silence 1000 ms
            departure 2
            jump 1.0
            patience 1000 ms 3000 ms
            ambient-lifetime 60000 ms
            lane 1 west-in in
              minutes 0-1440
              categories resident delivery returnee visitor observed staff
              default resident
              fail sensor hold journal hold clock hold code hold
              window 20000 ms
              retest 2000 ms
            rules resident temperature
            rules delivery temperature health-code trip-code registration confirmation
            rules returnee temperature health-code trip-code registration report
            rules visitor temperature health-code trip-code registration
            rules observed temperature
            rules staff temperature

            """
        let value = try gate(smallGate).value
        #expect(value.policyText == text)
        #expect(value.policyHash.count == 32)
    }

    @Test(arguments: [
        "[temperature]\nthreshold = 37.30",
        "[rules.delivery]\nneeds = [\"confirmation\", \"temperature\", \"registration\", \"trip-code\", \"health-code\"]",
        "[journal]\nkeep_days = 3", "[[device]]\nname = \"thermo-1\"\nbaud = 115200", "[site]\nname = \"elsewhere\"",
        "[[lane]]\nname = \"west-in\"\ncategories = [\"staff\", \"observed\", \"visitor\", \"returnee\", \"delivery\", \"resident\"]",
    ])
    func whatDecidesNothingChangesNothing(change: String) throws {
        #expect(try gate(smallGate, change).value.policyHash == (try gate(smallGate).value.policyHash))
    }

    @Test(arguments: [
        "[temperature]\nthreshold = 37.31", "[temperature]\nwindow = [34.0, 41.9]",
        "[temperature]\nambient = [14.0, 35.0]",
        "[temperature]\ncalibration_required = false", "[measurement]\nsamples = 6", "[measurement]\nband = 0.2",
        "[measurement]\nduration_ms = 600", "[site]\ntimezone = \"Asia/Shanghai\"", "[rules.staff]\nneeds = []",
        "[[lane]]\nname = \"west-in\"\nhours = [\"07:00-09:00\"]", "[[lane]]\nname = \"west-in\"\nwindow_s = 21",
        "[[lane]]\nname = \"west-in\"\nfail = \"refuse\"", "[[lane]]\nname = \"west-in\"\nfail = { code = \"refuse\" }",
        "[[lane]]\nname = \"west-in\"\ndefault = \"visitor\"",
        "[[lane]]\nname = \"west-in\"\ndirection = \"out\"",
        "[[lane]]\nname = \"west-in\"\ncategories = [\"resident\"]",
        "[[lane]]\nname = \"east\"",
    ])
    func whatDecidesChangesTheHash(change: String) throws {
        #expect(try gate(smallGate, change).value.policyHash != (try gate(smallGate).value.policyHash))
    }

    /// A field that Admission gains has to be named here and in the policy text, or verdicts would change under one hash.
    @Test func everyFieldThatDecidesIsKnown() {
        let lane = Mirror(reflecting: LaneSettings(number: 1, name: "a")).children.compactMap(\.label)
        #expect(
            Set(lane) == [
                "number", "name", "direction", "hours", "categories", "defaultCategory", "needs", "failRules",
                "measurement", "window", "retestPause",
            ])
        let measurement = Mirror(reflecting: MeasurementSettings()).children.compactMap(\.label)
        #expect(
            Set(measurement) == [
                "threshold", "window", "ambient", "sampleCount", "minimumSpan", "band", "presenceSeparation",
                "presenceFloor", "calibrationRequired", "silence", "departureFrames", "jump", "windowPatience",
                "stabilityPatience", "ambientLifetime",
            ])
        let rules = Mirror(reflecting: FailRules()).children.compactMap(\.label)
        #expect(Set(rules) == ["sensor", "journal", "clock", "code"])
    }
}
