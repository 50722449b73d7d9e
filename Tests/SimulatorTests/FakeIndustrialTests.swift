import Testing
import Wire

@testable import Simulator

@Suite("Fake PyroUSB")
struct FakePyroUSBTests {
    private static func loop(_ address: UInt8 = 1) throws -> ThermometerLoop<FakePyroUSB> {
        let driver = DriverCatalogue.makeDriver(name: "pyrousb", settings: DriverSettings(address: address))
        return ThermometerLoop(FakePyroUSB(address: address, seed: 3), try #require(driver))
    }

    /// The published answers, from registers with these values.
    @Test(
        arguments: [
            ([0x0155, 0x0157, 0x011C, 0x0000], "01 04 08 01 55 01 57 01 1C 00 00 54 E3"),
            ([0x017B, 0x017C, 0x011C, 0x0010], "01 04 08 01 7B 01 7C 01 1C 00 10 BF 2B"),
            ([0x0000, 0x0000, 0x011C, 0x0001], "01 04 08 00 00 00 00 01 1C 00 01 25 F7"),
        ] as [([UInt16], String)])
    func checksAreThoseOfTheReference(words: [UInt16], frame: String) throws {
        var registers = PyroRegisters(isMiniBus: false, address: 1)
        registers.put(words)
        let data = try registers.read(0x12, 4).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let bytes: [UInt8] = [0x01, 0x04, 0x08] + data
        #expect(bytes + FrameCheck.modbus(bytes) == hex(frame))
    }

    @Test func answersTheRequestsOfTheReference() throws {
        var loop = try Self.loop()
        #expect(loop.answers(to: hex("01 04 00 12 00 04 51 CC")).map { $0.prefix(3) } == [[0x01, 0x04, 0x08]])
        // Also at 255, and byte by byte after noise that a pause ends.
        #expect(loop.answers(to: hex("FF 04 00 12 00 04 44 12")).map { $0.prefix(3) } == [[0xFF, 0x04, 0x08]])
        loop.write(hex("01 2B 55"))
        loop.pass(.milliseconds(60))
        for byte in hex("01 04 00 12 00 04 51") { loop.write([byte]) }
        #expect(loop.answers(to: [0xCC]).map(\.count) == [13])
        // Volatile emissivity 0.98: the answer is the request.
        #expect(loop.answers(to: hex("01 06 00 18 26 48 13 9B")) == [hex("01 06 00 18 26 48 13 9B")])
        // A wrong check and another unit: nothing.
        #expect(loop.answers(to: hex("01 04 00 12 00 04 51 CD")).isEmpty)
        loop.pass(.milliseconds(60))
        #expect(loop.answers(to: Self.framed("02 04 00 12 00 04")).isEmpty)
    }

    @Test(arguments: [
        ("01 04 00 18 00 02", "01 84 02"),  // beyond the last register
        ("01 04 00 12 00 00", "01 84 03"), ("01 03 00 00 00 7E", "01 83 03"),  // none, and more than fit
        ("01 06 00 12 00 01", "01 86 02"),  // only read
        ("01 06 00 18 00 01", "01 86 03"),  // no emissivity
        ("01 05 00 00 FF 00", "01 85 01"), ("01 2B 0E 01 00", "01 AB 01"),  // no such function
        ("01 10 00 17 00 02 04 00 C8 00 01", "01 90 03"),
    ])
    func refusesAsModbusDoes(request: String, answer: String) throws {
        var loop = try Self.loop()
        #expect(loop.answers(to: Self.framed(request)) == [Self.framed(answer)])
        if answer == "01 84 02" { #expect(Self.framed(answer) == hex("01 84 02 C2 C1")) }
    }

    @Test func keepsWhatIsSavedAndForgetsWhatIsVolatile() throws {
        var loop = try Self.loop()
        let read = Self.framed("01 03 00 17 00 02")
        #expect(loop.answers(to: Self.framed("01 10 00 17 00 02 04 00 C8 25 1C")) == [Self.framed("01 10 00 17 00 02")])
        #expect(loop.answers(to: read) == [Self.framed("01 03 04 00 C8 25 1C")])
        #expect(loop.answers(to: Self.framed("01 03 00 08 00 01")) == [Self.framed("01 03 02 26 48")])
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        #expect(loop.answers(to: read) == [Self.framed("01 03 04 00 00 26 48")])
        // To all: done, and not answered.
        #expect(loop.answers(to: Self.framed("00 06 00 08 25 1C")).isEmpty)
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        #expect(loop.answers(to: read) == [Self.framed("01 03 04 00 00 25 1C")])
        #expect(loop.answers(to: Self.framed("01 06 00 05 00 07")) == [Self.framed("01 06 00 05 00 07")])
        #expect(loop.answers(to: read).isEmpty)
        #expect(loop.answers(to: Self.framed("07 03 00 05 00 01")) == [Self.framed("07 03 02 00 07")])
    }

    @Test func aSmallerEmissivityShowsMore() throws {
        var loop = try Self.loop()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.start()
        loop.pass(.seconds(3))
        loop.write(Self.framed("01 06 00 18 23 28"))  // 0.9
        loop.pass(.seconds(1))
        loop.forget()
        loop.pass(.seconds(3))
        // (309.75⁴ − 295.65⁴) · 0.98 / 0.90 over the same surroundings: 38.12 °C.
        for sample in loop.samples { #expect(abs((sample.object?.celsius ?? 0) - 37.79) < 0.45) }
        #expect((loop.samples.compactMap(\.object?.celsius).min() ?? 0) > 37)
    }

    @Test func faultsByName() throws {
        var loop = try Self.loop(9)
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(4))
        for (command, count) in [(DeviceCommand.invalid(3), 3), (.trap, 1)] {
            loop.forget()
            try loop.perform(command)
            loop.pass(.seconds(3))
            #expect(loop.faults == Array(repeating: .value, count: count), "\(command.verb)")
            #expect(loop.samples.count == 30 - count)
            #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
        }
        // Too cold for the sensor itself: its status says so.
        try loop.perform(.ambient(Temperature(hundredths: -400)))
        loop.pass(.milliseconds(300))
        loop.forget()
        loop.pass(.seconds(2))
        #expect(loop.samples.isEmpty && loop.faults.allSatisfy { $0 == .value } && loop.faults.count > 15)
        for command in [DeviceCommand.thermometer(.wrongMode(1)), .thermometer(.acknowledge)] {
            #expect(throws: CommandError.notForThisDevice(command.verb)) { try loop.perform(command) }
        }
    }

    private static func framed(_ text: String) -> [UInt8] { hex(text) + FrameCheck.modbus(hex(text)) }
}

@Suite("Fake Raytek MI3")
struct FakeRaytekTests {
    private static func loop(address: Int? = nil) -> ThermometerLoop<FakeRaytekMI3> {
        ThermometerLoop(FakeRaytekMI3(address: address, seed: 3), RaytekMI3(address: address.map { UInt8($0) }))
    }

    private static func ask(_ loop: inout ThermometerLoop<FakeRaytekMI3>, _ command: String) -> String {
        String(decoding: loop.answers(to: Array((command + "\r").utf8)).flatMap(\.self), as: UTF8.self)
    }

    @Test(arguments: [
        ("E#0.980", "!E0.980\r\n"), ("E=0.975", "!E0.975\r\n"), ("?E", "!E0.980\r\n"), ("?1E", "!1E0.980\r\n"),
        ("?Q", "*Syntax Error\r\n"), ("Q", "*Syntax Error\r\n"), ("E=9", "*Syntax Error\r\n"), ("?U", "!UC\r\n"),
        ("U=F", "!UF\r\n"), ("?DG", "!DG1.0000\r\n"), ("DG=1.0390", "!DG1.0390\r\n"), ("?DO", "!DO0.0\r\n"),
        ("DO=-1.1", "!DO-1.1\r\n"), ("DO=201", "*Syntax Error\r\n"), ("?EC", "!EC0000\r\n"), ("?HEC", "!HEC0000\r\n"),
        ("?XI", "!XI1\r\n"), ("XI=0", "!XI0\r\n"), ("V=P", "!VP\r\n"), ("?V", "!VP\r\n"), ("$=UT", "!$UT\r\n"),
        ("", ""),
    ])
    func dialogueOfTheManual(command: String, answer: String) {
        var loop = Self.loop()
        #expect(Self.ask(&loop, command) == answer)
    }

    @Test func temperaturesHaveOneWidthInBothUnits() throws {
        #expect(RaytekSettings.decimal(36.6, 1, digits: 4) == "0036.6")
        #expect(RaytekSettings.decimal(-4.5, 1, digits: 4) == "-004.5")
        #expect(RaytekSettings.decimal(-0.04, 1, digits: 4) == "0000.0")
        var loop = Self.loop()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(2))
        _ = Self.ask(&loop, "?T")
        loop.pass(.seconds(2))
        #expect(Self.ask(&loop, "?T").wholeMatch(of: /!T0036\.[5-7]\r\n/) != nil)
        #expect(Self.ask(&loop, "?I").wholeMatch(of: /!I0022\.[4-6]\r\n/) != nil)
        _ = Self.ask(&loop, "U=F")
        #expect(Self.ask(&loop, "?T").wholeMatch(of: /!T009[78]\.[0-9]\r\n/) != nil)
    }

    @Test func answersOnlyToItsAddress() {
        var loop = Self.loop(address: 1)
        #expect(Self.ask(&loop, "001?E") == "001!E0.980\r\n")
        #expect(Self.ask(&loop, "002?E") == "")
        #expect(Self.ask(&loop, "?E") == "")
        // 000 is for all: done, and not answered.
        #expect(Self.ask(&loop, "000E#0.9") == "")
        #expect(Self.ask(&loop, "001?E") == "001!E0.900\r\n")
    }

    @Test func anyCharacterInterruptsABurstForThreeSeconds() {
        var loop = Self.loop()
        loop.write(Array("V=B\r".utf8))
        loop.pass(.seconds(1))
        #expect(loop.sent.count > 8)
        #expect(loop.sent.last.map { String(decoding: $0, as: UTF8.self) }?.hasPrefix("UC T00") == true)
        #expect(loop.samples.count > 8 && loop.faults.isEmpty)
        #expect(loop.answers(to: [0x0D]).isEmpty)
        loop.pass(.seconds(2))
        #expect(loop.sent.isEmpty)
        loop.pass(.seconds(2))
        #expect(loop.sent.count > 5)
        #expect(loop.answers(to: Array("\rV=P\r".utf8)) == [Array("!VP\r\n".utf8)])
        loop.forget()
        loop.pass(.seconds(5))
        #expect(loop.sent.isEmpty)
        // The driver leaves it as well.
        loop.write(Array("V=B\r".utf8))
        loop.pass(.seconds(1))
        loop.start()
        loop.pass(.seconds(2))
        loop.forget()
        loop.pass(.seconds(4))
        #expect(loop.samples.count == 16 && loop.faults.isEmpty)
    }

    @Test func gainAndOffsetInsideTheSensorAreToldAndApplied() throws {
        var loop = Self.loop(address: 7)
        try loop.perform(.thermometer(.offset(Temperature(hundredths: 50))))
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        loop.write(Array("007DG#1.0100\r".utf8))
        loop.start()
        loop.pass(.seconds(3))
        #expect(loop.facts.contains(DeviceFact(.offset, "0.5")))
        #expect(loop.facts.contains(DeviceFact(.gain, "1.0100")))
        #expect(loop.facts.contains(DeviceFact(.emissivity, "0.980")))
        loop.forget()
        loop.pass(.seconds(3))
        #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 37.47) < 0.3 })
    }

    @Test func faultsByName() throws {
        var loop = Self.loop()
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(4))
        loop.forget()
        try loop.perform(.invalid(3))
        loop.pass(.seconds(4))
        #expect(loop.faults == [.device, .value, .value, .value])
        #expect(loop.samples.count == 13)
        loop.forget()
        try loop.perform(.thermometer(.wrongMode(1)))
        loop.pass(.seconds(4))
        #expect(loop.faults.contains(.mode))
        #expect(loop.samples.count > 8)
        #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
        // `!` never stands in a value: there is no trap.
        #expect(throws: CommandError.notForThisDevice("trap")) { try loop.perform(.trap) }
    }
}
