import Testing
import Wire

@testable import Simulator

@Suite("Fake Evo Thermal 33")
struct FakeEvoThermalTests {
    private static func loop() -> ThermometerLoop<FakeEvoThermal33> {
        ThermometerLoop(FakeEvoThermal33(seed: 3), EvoThermal33())
    }

    @Test func theImageOfTheReference() {
        var pixels = [UInt16](repeating: 2951, count: 1024)
        pixels[16 * 32 + 16] = 3080
        let frame = FakeEvoThermal33.frame(pixels: pixels, ambient: 3001)
        #expect(frame.count == 2070)
        #expect(frame.prefix(4) == [0x0D, 0x00, 0x87, 0x0B])
        #expect(frame.suffix(4) == [0xC2, 0x30, 0x1C, 0x5A])
        #expect(FrameCheck.mpeg2(Array("123456789".utf8)) == 0x0376_E6E7)
        #expect(FakeEvoThermal33.answer(done: true) == hex("14 00 00 09"))
        #expect(FakeEvoThermal33.answer(done: false) == hex("14 00 FF FA"))
    }

    @Test func streamsWhileItIsActivated() {
        var loop = Self.loop()
        loop.pass(.seconds(2))
        #expect(loop.sent.isEmpty)
        // In two writes, with a wrong check, with no such operation.
        loop.write(hex("00 52 02"))
        #expect(loop.answers(to: hex("01 DF")).isEmpty)
        #expect(loop.answers(to: hex("00 52 02 01 DE")) == [hex("14 00 FF FA")])
        #expect(loop.answers(to: hex("00 52 02 02 D6")) == [hex("14 00 FF FA")])
        #expect(loop.answers(to: hex("00 52 02 01 DF")) == [hex("14 00 00 09")])
        loop.forget()
        loop.pass(.milliseconds(1400))
        #expect(loop.sent.map(\.count) == Array(repeating: 2070, count: 10))
        #expect(loop.answers(to: hex("00 52 02 00 D8")).last == hex("14 00 00 09"))
        loop.forget()
        loop.pass(.seconds(1))
        #expect(loop.sent.isEmpty)
        // By a board with a UART it sends at once.
        loop.device.sendsAtPowerOn = true
        loop.device.powerOff(at: loop.now)
        loop.device.powerOn(at: loop.now)
        loop.pass(.seconds(1))
        #expect(loop.sent.count == 7)
    }

    @Test func faultsByName() throws {
        var loop = Self.loop()
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(3))
        for (command, faults) in [
            (DeviceCommand.invalid(3), [WireFault.value, .value, .value]), (.trap, [.value]),
            (.thermometer(.acknowledge), []),
        ] {
            loop.forget()
            try loop.perform(command)
            loop.pass(.milliseconds(2800))
            #expect(loop.faults == faults, "\(command.verb)")
            #expect(loop.samples.count == 20 - faults.count)
            #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.3 })
        }
        #expect(loop.driver.counters.droppedBytes == 0)
        // Somebody else ends the stream: the driver notices, and begins it again.
        loop.write(EvoThermal33.deactivate)
        loop.forget()
        loop.pass(.seconds(5))
        #expect(loop.faults == [.timeout])
        #expect(loop.written == [EvoThermal33.activate])
        #expect(loop.samples.count > 10)
    }

    @Test func aPersonIsABlotInTheMiddle() throws {
        var device = FakeEvoThermal33(seed: 5)
        device.powerOn(at: Instant(nanoseconds: 0))
        device.receive(EvoThermal33.activate, at: Instant(nanoseconds: 0)) { _ in }
        try device.perform(.subject(Temperature(hundredths: 3660)), at: Instant(nanoseconds: 0)) { _ in }
        var driver = EvoThermal33()
        for index in 1...20 as ClosedRange<UInt64> {
            let now = Instant(nanoseconds: index * 140_000_000)
            device.tick(at: now) { driver.receive($0.span, at: now) { _ in } }
        }
        let image = try #require(driver.image)
        #expect(abs(image[16, 16].celsius - 36.6) < 0.3)
        #expect(abs(image[0, 0].celsius - 22.6) < 0.3)
        #expect(image[16, 20] < image[16, 16])
        #expect(image.deciKelvin.max() == image.deciKelvin[16 * 32 + 16])
    }
}
