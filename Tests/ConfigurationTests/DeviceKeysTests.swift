import Testing
import Wire

@testable import Configuration

/// The keys of devices that only some roles and drivers have, and what finds a device.
@Suite struct DeviceKeysTests {
    private func device(_ lines: String, match: String = "{ path = \"usb-0:1.2:1.0\" }") -> String {
        """
        [site]
        name = "s"
        gate = "west"
        [[lane]]
        name = "west-in"
        [[device]]
        name = "d"
        lane = "west-in"
        match = \(match)
        \(lines)

        """
    }

    private let thermometer = "role = \"thermometer\"\ndriver = \"gy-mcu90614\"\n"
    private let scanner = "role = \"scanner\"\ndriver = \"serial-line\"\n"
    private let relay = "role = \"output\"\ndriver = \"lcus\"\n"

    private func errors(_ text: String) -> [String] {
        issues(text).filter { $0.severity == .error }.map(\.key)
    }

    @Test func transportIsOneOfTheDrivers() throws {
        #expect(try gate(device(thermometer + "transport = \"auto\"")).value.devices[0].transport == nil)
        #expect(try gate(device(thermometer + "transport = \"serial\"")).value.devices[0].transport == .serial)
        for word in ["hidraw", "evdev", "usb", "carrier pigeon"] {
            #expect(errors(device(thermometer + "transport = \"\(word)\"")) == ["device[0].transport"])
        }
    }

    @Test func warmingIsForWhatMeasures() throws {
        let parsed = try gate(device(thermometer + "warm_up_s = 90")).value.devices[0]
        #expect(parsed.warmUpSeconds == 90)
        #expect(errors(device(thermometer + "warm_up_s = 3601")) == ["device[0].warm_up_s"])
        #expect(errors(device(scanner + "warm_up_s = 1")) == ["device[0].warm_up_s"])
        #expect(errors(device(relay + "warm_up_s = 1")) == ["device[0].warm_up_s"])
    }

    @Test(arguments: ["address = 1", "profile = \"x\"", "mode = \"object\"", "alt = \"gbk\"", "commands = \"gm65\""])
    func keysThatTheDriverDoesNotHeed(line: String) {
        let key = "device[0]." + (line.split(separator: " ").first ?? "")
        #expect(errors(device(thermometer + line)) == [key])
        #expect(errors(device(relay + line)) == [key])
    }

    @Test func keysThatTheDriverHeeds() throws {
        for model in DriverCatalogue.models {
            for (key, value) in [
                ("address", "7"), ("mode", "\"body\""), ("alt", "\"gbk\""), ("commands", "\"gm65\""),
                ("profile", "\"\(model.profiles.last ?? "x")\""),
            ] where model.settings.contains(key) {
                let role = "role = \"\(model.kind.rawValue)\"\ndriver = \"\(model.name)\"\n"
                let settings = try gate(device(role + "\(key) = \(value)")).value.devices[0].driverSettings
                #expect(settings != DriverSettings(), "\(model.name) \(key)")
            }
        }
    }

    @Test func aPulseIsWhatOutputsAreLimitedTo() throws {
        #expect(try gate(device(relay + "pulse_ms = 5000")).value.devices[0].pulseMilliseconds == 5000)
        #expect(errors(device(relay + "pulse_ms = 5001")) == ["device[0].pulse_ms"])
        #expect(errors(device(relay + "pulse_ms = 99")) == ["device[0].pulse_ms"])
    }

    @Test func aMatchNamesADevice() throws {
        func found(_ match: String) -> [String] { errors(device(thermometer, match: match)) }
        #expect(found("{ interface = 0 }") == ["device[0].match.interface"])
        #expect(found("{ descriptors = \"0123456789abcdef\" }") == ["device[0].match.descriptors"])
        #expect(found("{ path = \"p\", descriptors = \"0123\" }") == ["device[0].match.descriptors"])
        let match = "{ serial = \"A\", descriptors = \"0123456789ABCDEF\" }"
        let parsed = try gate(device(thermometer, match: match)).value.devices[0].match
        #expect(parsed.identity == DeviceIdentity(serial: "A", descriptors: "0123456789abcdef"))
        #expect(DeviceMatch(tty: "/dev/ttyS0").identity == nil)
    }

    /// A lane whose thermometer sends no object temperature would measure nobody, without a word.
    @Test func aThermometerThatShowsOnlyItsOwnFormulaIsWarnedOf() throws {
        func warnings(_ mode: String) throws -> [String] {
            let lines = "role = \"thermometer\"\ndriver = \"lu90614\"\nmode = \"\(mode)\"\n"
            return try gate(device(lines)).warnings.map(\.key)
        }
        #expect(try warnings("body") == ["device[0].mode"])
        #expect(try warnings("object").isEmpty)
    }

    @Test func aConverterByItsIdsIsWarnedOf() throws {
        func warnings(_ match: String) throws -> [String] {
            try gate(device(thermometer, match: match)).warnings.map(\.key)
        }
        #expect(try warnings("{ vendor = \"1a86\", product = \"7523\" }") == ["device[0].match.vendor"])
        #expect(try warnings("{ vendor = \"1a86\", product = \"7523\", path = \"p\" }").isEmpty)
        #expect(try warnings("{ vendor = \"0403\", product = \"6001\", serial = \"FT1\" }").isEmpty)
        #expect(try warnings("{ vendor = \"1eab\", product = \"8306\" }").isEmpty)
    }
}
