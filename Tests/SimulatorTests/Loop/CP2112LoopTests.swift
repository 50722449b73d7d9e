import Testing
import Wire

@testable import Simulator

@Suite("A CP2112 with its sensor, and its driver")
struct CP2112LoopTests {
    private func loop(_ options: FakeDeviceOptions = FakeDeviceOptions()) throws -> ClosedLoop {
        let loop = try ClosedLoop("cp2112-mlx90614", DriverSettings(), options)
        loop.start()
        return loop
    }

    /// The bytes of the table, from the question to the word.
    @Test func speaksAsTheTableHasIt() throws {
        var bridge = FakeCP2112()
        let start = Instant(nanoseconds: 0)
        bridge.powerOn(at: start)
        let version = bridge.featureReport(0x05, at: start)
        #expect(version == [0x05, 0x0C, 0x03])
        let settings: [UInt8] = [6, 0, 1, 0x86, 0xA0, 2, 0, 0, 0x64, 0, 0x64, 0, 0, 1]
        let isTaken = bridge.setFeature(settings, number: 6, at: start)
        let isShortTaken = bridge.setFeature([6, 0], number: 6, at: start)
        #expect(isTaken && !isShortTaken)
        let (kept, unknown) = (bridge.featureReport(6, at: start), bridge.featureReport(0x21, at: start))
        #expect(kept == settings && unknown == nil)
        var sent: [[UInt8]] = []
        func tell(_ bytes: [UInt8], _ milliseconds: UInt64) {
            bridge.receive(bytes, at: Instant(nanoseconds: milliseconds * 1_000_000)) { sent.append($0) }
        }
        // Before it has started up the sensor acknowledges nothing.
        tell([0x11, 0xB4, 0, 3, 1, 7], 100)
        tell([0x15, 1], 100)
        tell([0x15, 1], 110)
        tell([0x11, 0xB4, 0, 3, 1, 7], 300)
        tell([0x15, 1], 310)
        tell([0x12, 0, 3], 311)
        #expect(sent.allSatisfy { $0.count == 64 })
        #expect(
            sent.prefix(3).map { Array($0.prefix(7)) } == [
                [0x16, 1, 0, 0, 0, 0, 0], [0x16, 3, 0, 0, 1, 0, 0], [0x16, 2, 5, 0, 0, 0, 3],
            ])
        #expect(sent.last?.prefix(3) == [0x13, 2, 3])
        tell([0x17, 1], 312)
        tell([0x15, 1], 312)
        #expect(sent.last?.prefix(7) == [0x16, 0, 0, 0, 0, 0, 0])
    }

    /// 36.61 is `80 3C 04`, and with the flag `80 BC 8D`: the check is right in both.
    @Test func theWordOfTheTableAndTheInvalidOne() throws {
        #expect(FakeMLX90614.raw(36.61) == 0x3C80)
        #expect(FrameCheck.smbus([0xB4, 7, 0xB5, 0x80, 0x3C]) == 0x04)
        #expect(FrameCheck.smbus([0xB4, 7, 0xB5, 0x80, 0xBC]) == 0x8D)
        #expect(FrameCheck.smbus([0xB4, 7, 0xB5, 0xD2, 0x3A]) == 0x30)
    }

    @Test func theDriverSeesWhoStandsThere() throws {
        let loop = try loop()
        loop.pass(.seconds(2))
        #expect(loop.isIdentified && loop.faults.isEmpty)
        #expect(loop.facts.contains(DeviceFact(.emissivity, "1.0000")))
        #expect(loop.samples.count >= 15)
        try loop.perform("subject 36.6")
        loop.pass(.seconds(1))
        loop.forget()
        loop.pass(.seconds(10))
        #expect(loop.samples.count >= 90)
        #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.2 })
        #expect(loop.samples.allSatisfy { abs(($0.ambient?.celsius ?? 0) - 22.5) < 0.1 })
        #expect(loop.faults.isEmpty && loop.isBalanced)
    }

    @Test func aValueMarkedInvalidIsAFault() throws {
        let loop = try loop()
        try loop.perform("subject 36.6")
        loop.pass(.seconds(2))
        loop.forget()
        try loop.perform("invalid 3")
        loop.pass(.seconds(1))
        #expect(loop.faults == [.value, .value, .value])
        #expect(loop.samples.count >= 5 && loop.samples.allSatisfy { abs(($0.object?.celsius ?? 0) - 36.6) < 0.2 })
    }

    @Test func aDisturbedWordIsAFault() throws {
        let loop = try loop()
        loop.pass(.seconds(2))
        loop.forget()
        try loop.perform("disturb 2")
        loop.pass(.seconds(1))
        #expect(loop.faults == [.checksum, .checksum])
        // The first was the sensor's own temperature, the second the object's: one sample fewer, none wrong.
        #expect(loop.samples.allSatisfy { abs(($0.object?.celsius ?? 99) - 22.6) < 0.3 })
    }

    @Test func aSensorThatIsGoneIsTheDevicesFaultUntilItIsBack() throws {
        let loop = try loop()
        loop.pass(.seconds(2))
        try loop.perform("sensor off")
        loop.forget()
        loop.pass(.seconds(20))
        #expect(loop.samples.isEmpty)
        #expect(!loop.faults.isEmpty && loop.faults.allSatisfy { $0 == .device })
        try loop.perform("sensor on")
        loop.pass(.seconds(6))
        loop.forget()
        loop.pass(.seconds(2))
        #expect(loop.samples.count >= 15 && loop.faults.isEmpty)
    }

    @Test func anEmissivityInTheSensorIsToldAndBiases() throws {
        var options = FakeDeviceOptions()
        options.emissivity = 0.98
        options.ambient = Temperature(hundredths: 1000)
        let loop = try loop(options)
        try loop.perform("subject 33.57")
        loop.pass(.seconds(5))
        #expect(loop.facts.contains { $0.name == .emissivity && $0.value == "0.9800" })
        // What looks like 33.57 through an emissivity of 1 at 10 °C is skin of 34.0.
        #expect(abs((loop.samples.last?.object?.celsius ?? 0) - 34.0) < 0.15)
    }

    @Test func aPluggedOutBridgeForgetsItsSettings() throws {
        let loop = try loop()
        loop.pass(.seconds(2))
        loop.replug(after: .seconds(3))
        loop.forget()
        loop.pass(.seconds(2))
        #expect(loop.samples.count >= 15)
    }
}
