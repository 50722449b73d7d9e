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
            calibration-required true
            measurement 5 500 ms 0.3
            lane 1 west-in in
              hours 00:00-24:00
              categories resident delivery returnee visitor staff
              default resident
              fail hold
              window 20 s
            rules resident temperature
            rules delivery temperature health-code registration confirmation
            rules returnee temperature health-code trip-code registration report
            rules visitor temperature health-code trip-code registration
            rules observed temperature confirmation report
            rules staff temperature

            """
        let value = try gate(smallGate).value
        #expect(value.policyText == text)
        #expect(value.policyHash.count == 32)
    }

    @Test(arguments: [
        "[temperature]\nthreshold = 37.30",
        "[rules.delivery]\nneeds = [\"confirmation\", \"temperature\", \"registration\", \"health-code\"]",
        "[journal]\nkeep_days = 3", "[[device]]\nname = \"thermo-1\"\nbaud = 115200", "[site]\nname = \"elsewhere\"",
        "[[lane]]\nname = \"west-in\"\ncategories = [\"staff\", \"visitor\", \"returnee\", \"delivery\", \"resident\"]",
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
        "[[lane]]\nname = \"west-in\"\nfail = \"refuse\"", "[[lane]]\nname = \"west-in\"\ndefault = \"visitor\"",
        "[[lane]]\nname = \"west-in\"\ndirection = \"out\"",
        "[[lane]]\nname = \"west-in\"\ncategories = [\"resident\"]",
        "[[lane]]\nname = \"east\"",
    ])
    func whatDecidesChangesTheHash(change: String) throws {
        #expect(try gate(smallGate, change).value.policyHash != (try gate(smallGate).value.policyHash))
    }
}
