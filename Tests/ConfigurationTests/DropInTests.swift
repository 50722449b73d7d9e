import Admission
import Testing

@testable import Configuration

@Suite struct DropInTests {
    @Test func aDropInReplacesKeysAndKeepsTheOthers() throws {
        let result = try gate(
            smallGate, "[temperature]\nthreshold = 37.5\n[site]\ngate = \"north\"\n", "[temperature]\nthreshold = 38\n")
        #expect(result.value.measurement.threshold == 38)
        #expect(result.value.site.gate == "north")
        #expect(result.value.site.name == "嘉宝梦之星")
        #expect(result.files == ["0.toml", "1.toml", "2.toml"])
    }

    @Test func aDeviceOfTheSameNameIsChangedAndAnotherIsAdded() throws {
        let result = try gate(
            smallGate,
            """
            [[device]]
            name = "thermo-1"
            match = { path = "usb-0:1.2:1.0" }
            [[device]]
            name = "relay-1"
            role = "output"
            driver = "lcus"
            lane = "west-in"
            match = { path = "usb-0:1.3:1.0" }
            """)
        #expect(result.value.devices.map(\.name) == ["thermo-1", "relay-1"])
        #expect(result.value.devices[0].match == DeviceMatch(path: "usb-0:1.2:1.0"))
        #expect(result.value.devices[0].driver == "gy-mcu90614")
    }

    @Test func aMistakeInADropInIsPlacedThere() {
        let found = issues(smallGate, "\n[[device]]\nname = \"thermo-1\"\nbaud = \"fast\"\n")
        #expect(found.map(\.file) == ["1.toml"])
        #expect(found.map { Place($0.line, $0.key) } == [Place(4, "device[0].baud")])
    }

    @Test func aNameTwiceInOneDropInIsStillTwice() {
        let lane = "[[lane]]\nname = \"east\"\n"
        let errors = issues(smallGate, lane + lane).filter { $0.severity == .error }
        #expect(errors.map { Place($0.line, $0.key) } == [Place(4, "lane[2].name")])
        #expect(errors.first?.problem == "a lane \"east\" is already at 1.toml:1")
    }

    @Test func everyFileThatIsNoTOMLIsReported() {
        let found = issues("a = \n", smallGate, "[b\n")
        #expect(found.map(\.file) == ["0.toml", "2.toml"])
        #expect(found.map(\.line) == [1, 1])
        #expect(found.allSatisfy { $0.problem.hasPrefix("not TOML: ") })
    }
}
