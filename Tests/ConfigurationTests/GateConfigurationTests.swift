import Admission
import Testing
import Wire

@testable import Configuration

@Suite struct GateConfigurationTests {
    @Test func theSmallestConfigurationHasTheDefaults() throws {
        let result = try gate(smallGate)
        #expect(result.warnings.isEmpty)
        let value = result.value
        #expect(value.site == SiteConfiguration(name: "嘉宝梦之星", gate: "west", timezone: "UTC"))
        #expect(value.measurement == MeasurementSettings())
        #expect(value.lanes == [LaneSettings(number: 1, name: "west-in")])
        #expect(
            value.devices == [
                DeviceConfiguration(
                    name: "thermo-1", role: .thermometer, driver: "gy-mcu90614", lane: "west-in",
                    match: DeviceMatch(tty: "/etc/gatehouse/devices/thermo-1"))
            ])
        #expect(value.journal.directory == "/var/lib/gatehouse/journal")
        #expect(value.journal.keepFree == 512 << 20)
        #expect(value.identity == .credential("identity.seed"))
        #expect(value.rules.isEmpty)
    }

    @Test func everythingThatIsWrongIsReportedInOneRun() {
        let found = issues(
            """
            [site]
            name = "x"
            gate = "west gate"
            timezone = "Mars/Olympus"
            [temperature]
            threshold = 50
            windw = [34.0, 42.0]
            ambient = [35.0, 15.0]
            [[lane]]
            name = "west-in"
            hours = [
                "07:00-09:00",
                "9-17",
            ]
            categories = ["resident", "visiter"]
            [[device]]
            name = "thermo-1"
            role = "thermometer"
            driver = "gy-mcu9061"
            lane = "west-inn"
            match = { tty = "t", path = "p" }
            baud = 1
            [rules.delivery]
            needs = ["temprature"]
            """)
        let errors = found.filter { $0.severity == .error }
        #expect(
            errors.map { Place($0.line, $0.key) } == [
                Place(3, "site.gate"), Place(4, "site.timezone"), Place(6, "temperature.threshold"),
                Place(7, "temperature.windw"), Place(8, "temperature.ambient"), Place(13, "lane[0].hours"),
                Place(15, "lane[0].categories"), Place(19, "device[0].driver"), Place(20, "device[0].lane"),
                Place(21, "device[0].match.tty"), Place(22, "device[0].baud"), Place(24, "rules.delivery.needs"),
            ])
        #expect(errors.allSatisfy { $0.file == "0.toml" && !$0.problem.isEmpty && !$0.remedy.isEmpty })
        #expect(remedy(of: "temperature.windw", in: found) == "write window")
        #expect(remedy(of: "device[0].driver", in: found) == "write \"gy-mcu90614\"")
        #expect(remedy(of: "device[0].lane", in: found) == "write \"west-in\"")
        #expect(remedy(of: "lane[0].categories", in: found) == "write \"visitor\"")
    }

    private func remedy(of key: String, in issues: [ConfigurationIssue]) -> String? {
        issues.first { $0.key == key }?.remedy
    }

    @Test(arguments: [
        ("name = \"west-in\"", "name = \"\"", "lane[0].name"),
        ("name = \"west-in\"", "name = \"a b\"", "lane[0].name"),
        ("name = \"west-in\"", "name = 7", "lane[0].name"),
        ("driver = \"gy-mcu90614\"", "driver = \"lcus\"", "device[0].role"),
        ("driver = \"gy-mcu90614\"", "", "device[0].driver"),
        ("role = \"thermometer\"", "role = \"scanner\"", "device[0].role"),
        ("lane = \"west-in\"", "", "device[0].lane"),
        ("lane = \"west-in\"", "lane = \"west-in\"\naim = \"off\"", "device[0].aim"),
        ("lane = \"west-in\"", "lane = \"west-in\"\npulse_ms = 100", "device[0].pulse_ms"),
        ("match = { tty = \"devices/thermo-1\" }", "", "device[0].match"),
        ("match = { tty = \"devices/thermo-1\" }", "match = {}", "device[0].match"),
        ("match = { tty = \"devices/thermo-1\" }", "match = \"ttyUSB0\"", "device[0].match"),
        ("match = { tty = \"devices/thermo-1\" }", "match = { vendor = \"1a86\" }", "device[0].match.vendor"),
        (
            "match = { tty = \"devices/thermo-1\" }", "match = { vendor = \"1a8\", product = 1 }",
            "device[0].match.vendor"
        ),
        ("match = { tty = \"devices/thermo-1\" }", "match = { interface = 256 }", "device[0].match.interface"),
        ("[site]", "[journal]\nkeep_free = \"512 M\"\n[site]", "journal.keep_free"),
        ("[site]", "[journal]\nkeep_free = \"99999999999999 TiB\"\n[site]", "journal.keep_free"),
        ("[site]", "[journal]\nkeep_days = 0\n[site]", "journal.keep_days"),
        ("[site]", "[temperature]\nwindow = [38.0, 42.0]\n[site]", "temperature.window"),
        ("[site]", "[temperature]\nthreshold = nan\n[site]", "temperature.threshold"),
        ("[site]", "[temperature]\nwindow = [34.0]\n[site]", "temperature.window"),
        ("[site]", "[temperature]\ncalibration_required = \"no\"\n[site]", "temperature.calibration_required"),
        ("[site]", "[measurement]\nduration_ms = 100\n[site]", "measurement.duration_ms"),
        ("[site]", "[identity]\nfile = \"a\"\ncredential = \"b\"\n[site]", "identity.file"),
        ("[site]", "[rules.porter]\nneeds = []\n[site]", "rules.porter"),
        ("[site]", "[rules.staff]\n[site]", "rules.staff.needs"),
        ("[site]", "temperature = 37.3\n[site]", "temperature"),
        ("[site]", "devices = 1\n[site]", "devices"),
        ("[site]", "[site]\nname2 = \"a\\u0001b\"", "site.name2"),
        ("gate = \"west\"", "gate = 1979-05-27", "site.gate"),
        ("[[lane]]", "[[lane]]\nhours = []", "lane[0].hours"),
        ("[[lane]]", "[[lane]]\nhours = [\"24:00-25:00\"]", "lane[0].hours"),
        ("[[lane]]", "[[lane]]\ncategories = [\"visitor\", \"visitor\"]", "lane[0].categories"),
        ("[[lane]]", "[[lane]]\ncategories = [\"visitor\"]\ndefault = \"resident\"", "lane[0].default"),
        ("[[lane]]", "[[lane]]\ncategories = [\"none\"]", "lane[0].categories"),
        ("[[lane]]", "[[lane]]\nfail = \"admit\"", "lane[0].fail"),
        ("[[lane]]", "[[lane]]\nfail = { sensor = \"admit\" }", "lane[0].fail.sensor"),
        ("[[lane]]", "[[lane]]\nfail = { sensors = \"hold\" }", "lane[0].fail.sensors"),
    ])
    func aMistakeNamesItsKey(line: String, mistake: String, key: String) throws {
        let found = issues(smallGate.replacing(line: line, with: mistake)).filter { $0.severity == .error }
        let issue = try #require(found.first { $0.key == key }, "\(found)")
        #expect(issue.line > 0)
        #expect(!issue.remedy.isEmpty)
    }

    @Test func whatTheFileSaysReachesTheLane() throws {
        let lane = try gate(
            smallGate,
            """
            [temperature]
            threshold = 37
            [measurement]
            duration_ms = 800
            [[lane]]
            name = "west-in"
            direction = "both"
            hours = ["22:00-06:00", "07:00-09:00"]
            categories = ["visitor", "delivery"]
            fail = { sensor = "refuse" }
            window_s = 30
            [rules.visitor]
            needs = ["temperature", "confirmation"]
            """
        ).value.lanes[0]
        #expect(lane.measurement.threshold == 37)
        #expect(lane.measurement.minimumSpan == .milliseconds(800))
        #expect(lane.direction == .both)
        #expect(lane.hours.isOpen(at: 0) && lane.hours.isOpen(at: 420) && !lane.hours.isOpen(at: 360))
        #expect(lane.categories == [.visitor, .delivery])
        #expect(lane.defaultCategory == .none)
        #expect(lane.failRules.sensor == .refuse && lane.failRules.code == .hold)
        #expect(lane.window == .seconds(30))
        #expect(lane.needs(of: .visitor) == Needs([.temperature, .confirmation]))
        #expect(lane.needs(of: .returnee) == Needs.builtIn(for: .returnee))
    }

    @Test func aScannersKeysReachItsDriver() throws {
        let scanner = """
            [[device]]
            name = "scan-1"
            role = "scanner"
            driver = "serial-line"
            lane = "west-in"
            match = { vendor = 0x1eab, product = "8306", interface = 2 }
            baud = 115200
            aim = "required"
            """
        func settings(_ more: String) throws -> DriverSettings {
            try #require(try gate(smallGate, scanner + "\n" + more).value.devices.last).driverSettings
        }
        #expect(try settings("") == DriverSettings(aim: .required))
        #expect(
            try settings("terminator = \"none\"\nidle_ms = 50")
                == DriverSettings(terminators: .none, aim: .required, idleGap: .milliseconds(50)))
        #expect(try settings("terminator = [\"tab\", \"lf\"]").terminators == [.tab, .lf])
        #expect(issues(smallGate, scanner + "\nterminator = [\"none\", \"lf\"]").map(\.key) == ["device[1].terminator"])
        #expect(issues(smallGate, scanner + "\nterminator = []").map(\.key) == ["device[1].terminator"])
    }

    @Test func missingTablesAndLanesAreNamed() {
        let found = issues("")
        #expect(Set(found.map(\.key)) == ["site.name", "site.gate", "[[lane]]"])
    }

    @Test func doubledNamesNameTheFirstPlace() {
        let found = issues(smallGate + "[[lane]]\nname = \"west-in\"\n").filter { $0.severity == .error }
        #expect(found.map(\.line) == [15])
        #expect(found.first?.problem == "a lane \"west-in\" is already at 0.toml:5")
    }

    @Test func devicesThatWouldClaimTheSamePortAreRefused() {
        let second = """
            [[device]]
            name = "thermo-2"
            role = "thermometer"
            driver = "gy-mcu90614"
            lane = "west-in"
            match = { tty = "./devices//thermo-1" }
            """
        let found = issues(smallGate + second)
        #expect(found.map { Place($0.line, $0.key) } == [Place(19, "device[1].match")])
    }

    @Test func aLaneWithoutAThermometerIsAWarning() throws {
        let result = try gate(smallGate + "[[lane]]\nname = \"east\"\n")
        #expect(result.warnings.map { Place($0.line, $0.key) } == [Place(15, "lane[1].name")])
        #expect(result.warnings[0].description.hasPrefix("0.toml:15: warning: lane[1].name: lane \"east\" has no"))
        #expect(result.value.lanes[1].number == 2)
    }
}
