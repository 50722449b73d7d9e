import Testing
import Wire

@testable import Simulator

/// The two serial modules with a body mode: bytes of the device reference, and their faults by name.
@Suite("Fake LU90614")
struct FakeLU90614Tests {
    private static func loop(_ mode: ThermometerMode = .object) -> ThermometerLoop<FakeLU90614> {
        ThermometerLoop(FakeLU90614(seed: 3), LU90614(mode: mode))
    }

    @Test func framesAreThoseOfTheReference() {
        #expect(FakeLU90614.frame(body: false, degrees: 40, hundredths: 30) == hex("FE AA 28 1E 00 00 00 00 EE"))
        #expect(FakeLU90614.frame(body: true, degrees: 40, hundredths: 30) == hex("FE AC 28 1E 00 00 00 00 F0"))
        #expect(FakeLU90614.frame(body: true, degrees: 36, hundredths: 54) == hex("FE AC 24 36 00 00 00 00 04"))
        #expect(FakeLU90614.frame(body: false, degrees: 33, hundredths: 80) == hex("FE AA 21 50 00 00 00 00 19"))
    }

    @Test func answersOneRequestWithOneFrameAndRemembersItsMode() {
        var loop = Self.loop()
        #expect(loop.answers(to: hex("FA CA C4")).map { $0.prefix(2) } == [[0xFE, 0xAA]])
        #expect(loop.answers(to: hex("FA C5 BF FA CA C4")).map { $0.prefix(2) } == [[0xFE, 0xAC]])
        loop.device.powerOff(at: loop.now)
        #expect(loop.answers(to: hex("FA CA C4")).isEmpty)
        loop.device.powerOn(at: loop.now)
        // Noise, a wrong sum, a header in its place, an unknown operation; then the request, byte by byte.
        #expect(loop.answers(to: hex("00 FA CA C5 FA FA C7 C1 33")).isEmpty)
        for byte in hex("FA CA") { loop.write([byte]) }
        #expect(loop.answers(to: [0xC4]).map { $0.prefix(2) } == [[0xFE, 0xAC]])
        #expect(
            loop.answers(to: hex("FA C6 C0 FA CA C4 FA CA C4")).map { $0.prefix(2) } == [[0xFE, 0xAA], [0xFE, 0xAA]])
    }

    @Test func anAnswerTakesItsTime() {
        var loop = Self.loop()
        loop.write(hex("FA CA C4"))
        loop.pass(.milliseconds(79))
        #expect(loop.sent.isEmpty)
        loop.pass(.milliseconds(1))
        #expect(loop.sent.count == 1)
    }

    @Test func faultsByName() throws {
        var loop = Self.loop()
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(3))
        let faults: [(DeviceCommand, WireFault, Int)] = [
            (.invalid(3), .value, 3), (.trap, .value, 1), (.thermometer(.wrongMode(2)), .mode, 2),
        ]
        for (command, fault, count) in faults {
            loop.forget()
            try loop.perform(command)
            loop.pass(.seconds(4))
            #expect(loop.faults == Array(repeating: fault, count: count), "\(command.verb)")
            #expect(loop.samples.allSatisfy { $0.body == nil && abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
        }
        #expect(throws: CommandError.notForThisDevice("offset")) {
            try loop.perform(.thermometer(.offset(Temperature(hundredths: 50))))
        }
    }

    @Test func firmwareThatShowsEverybodyNormalDoesSoInItsBodyModeOnly() throws {
        for (mode, spread) in [(ThermometerMode.object, 3.5...5), (.body, 0...0.3)] {
            var loop = Self.loop(mode)
            loop.start()
            try loop.perform(.insensitive(true))
            var means: [Double] = []
            for forehead in [3400, 3580, 3820] as [Int32] {
                try loop.perform(.subject(Temperature(hundredths: forehead)))
                loop.pass(.seconds(2))
                loop.samples = []
                loop.pass(.seconds(5))
                let values = loop.samples.compactMap { $0.body?.celsius ?? $0.object?.celsius }
                means.append(values.reduce(0, +) / Double(values.count))
            }
            #expect(spread.contains((means.max() ?? 0) - (means.min() ?? 0)), "\(mode) \(means)")
        }
    }
}

@Suite("Fake GY-614V3")
struct FakeGY614V3Tests {
    private static func loop() -> ThermometerLoop<FakeGY614V3> {
        ThermometerLoop(FakeGY614V3(seed: 3), GY614V3())
    }

    @Test func framesAreThoseOfTheReference() {
        var registers = GY614Registers()
        registers.put(
            object: Temperature(hundredths: 3412), ambient: Temperature(hundredths: 2250),
            body: Temperature(hundredths: 3652))
        #expect(registers.frame(first: 7, count: 7) == hex("A4 03 07 07 62 0D 54 08 CA 0E 44 9C"))
    }

    @Test func readsAndWritesItsRegisters() {
        var loop = Self.loop()
        // Query mode; whatever came before it is its own.
        #expect(loop.answers(to: hex("A4 06 03 01 AE")).contains(hex("A4 06 03 01 AE")))
        #expect(loop.answers(to: hex("A4 03 07 07 B5")).map { $0.prefix(5) } == [[0xA4, 0x03, 0x07, 0x07, 0x62]])
        #expect(loop.answers(to: hex("A4 03 06 01 AE")) == [hex("A4 03 06 01 64 12")])
        #expect(loop.answers(to: hex("A4 06 06 69 19")) == [hex("A4 06 06 69 19")])
        #expect(loop.answers(to: hex("A4 03 06 01 AE")) == [hex("A4 03 06 01 69 17")])
        #expect(loop.answers(to: hex("A4 06 07 62 13")) == [hex("A4 06 07 62 13")])
        // No such value, no such register, a measured one, another address, a wrong sum: nothing.
        for request in ["A4 06 07 00 B1", "A4 03 0F 02 B8", "A4 06 08 01 B3", "A5 03 06 01 AF", "A4 03 06 01 AF"] {
            #expect(loop.answers(to: hex(request)).isEmpty, "\(request)")
        }
        // Not saved: delivered again after a loss of power. Then saved, and not forgotten.
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        #expect(loop.answers(to: hex("A4 06 03 01 AE A4 03 06 01 AE")).contains(hex("A4 03 06 01 64 12")))
        #expect(loop.answers(to: hex("A4 06 06 69 19 A4 06 05 55 04")).last == hex("A4 06 05 55 04"))
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        #expect(loop.answers(to: hex("A4 03 06 01 AE")) == [hex("A4 03 06 01 69 17")])
        // As delivered.
        #expect(loop.answers(to: hex("A4 06 05 AA 59 A4 03 06 01 AE")).contains(hex("A4 03 06 01 64 12")))
    }

    @Test(arguments: [(UInt8(0), 10), (1, 20), (2, 50), (3, 100)])
    func sendsAsOftenAsItIsTold(rate: UInt8, frames: Int) {
        var loop = Self.loop()
        loop.write([0xA4, 0x06, 0x02, rate, 0xAC &+ rate])
        loop.pass(.seconds(2))
        loop.forget()
        loop.pass(.seconds(10))
        #expect(abs(loop.sent.count - frames) <= 1)
        #expect(loop.samples.count == loop.sent.count)
    }

    @Test func aModuleThatWaitsForQuestionsIsAsked() throws {
        var loop = Self.loop()
        loop.write(hex("A4 06 03 01 AE"))
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(5))
        loop.forget()
        try loop.perform(.thermometer(.late(2)))
        loop.pass(.seconds(10))
        #expect(loop.faults.contains(.timeout))
        #expect(loop.samples.count > 30)
        #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
    }

    @Test func faultsByName() throws {
        var loop = Self.loop()
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(3))
        let faults: [(DeviceCommand, WireFault, Int)] = [
            (.invalid(3), .value, 3), (.trap, .value, 1), (.thermometer(.wrongMode(2)), .mode, 2),
        ]
        for (command, fault, count) in faults {
            loop.forget()
            try loop.perform(command)
            loop.pass(.seconds(3))
            #expect(loop.faults == Array(repeating: fault, count: count), "\(command.verb)")
            #expect(loop.samples.count == 30 - count)
            #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
        }
    }

    /// A correction inside the sensor is seen twice: in the values, and as a fact.
    @Test func anOffsetInsideTheModuleIsToldAndAdded() throws {
        var loop = Self.loop()
        try loop.perform(.thermometer(.offset(Temperature(hundredths: 50))))
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.start()
        loop.pass(.seconds(2))
        #expect(loop.facts.contains(DeviceFact(.offset, "0.5")))
        #expect(loop.facts.contains(DeviceFact(.emissivity, "0.98")))
        loop.forget()
        loop.pass(.seconds(3))
        for sample in loop.samples {
            #expect(abs((sample.object?.celsius ?? 0) - 37.1) < 0.3)
            #expect(sample.body?.hundredths == (sample.object?.hundredths ?? 0) + 240)
        }
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        loop.start()
        loop.forget()
        loop.pass(.seconds(2))
        #expect(loop.facts.contains(DeviceFact(.offset, "0.5")))
    }

    @Test func theBodyOfEverybodyIsNormalWhileTheForeheadsDiffer() throws {
        var loop = Self.loop()
        loop.start()
        try loop.perform(.insensitive(true))
        for forehead in [3400, 3580, 3820] as [Int32] {
            try loop.perform(.subject(Temperature(hundredths: forehead)))
            loop.pass(.seconds(2))
            loop.samples = []
            loop.pass(.seconds(2))
            #expect(loop.samples.count == 20)
            for sample in loop.samples {
                #expect(abs((sample.object?.celsius ?? 0) - Double(forehead) / 100) < 0.3)
                #expect((35.9...36.4).contains(sample.body?.celsius ?? 0))
            }
        }
    }
}
