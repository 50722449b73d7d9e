import Testing
import Wire

@testable import Simulator

@Suite("A TEMPer, and its driver")
struct TEMPerLoopTests {
    private func loop(cable: Bool = true, firmware: String = "TEMPerX_V3.3") throws -> ClosedLoop {
        var options = FakeDeviceOptions()
        options.channels = cable ? 2 : 1
        options.firmware = firmware
        options.ambient = Temperature(hundredths: 1687)
        let loop = try ClosedLoop("temper", DriverSettings(), options)
        loop.start()
        return loop
    }

    @Test func answersInTheShapeOfTheCaptures() throws {
        let loop = try loop()
        loop.pass(.seconds(2))
        #expect(loop.fromDevice.prefix(2) == [Array("TEMPerX_".utf8), Array("V3.3    ".utf8)])
        #expect(loop.fromDevice.allSatisfy { $0.count == 8 })
        #expect(loop.fromDevice.dropFirst(2).map { Array($0[..<2]) }.prefix(2) == [[0x80, 0x80], [0x80, 0x01]])
        #expect(loop.fromDevice.dropFirst(2).allSatisfy { $0[4...] == [0x4E, 0x20, 0, 0] })
    }

    @Test(arguments: ["TEMPerX_V3.3", "TEMPerF1.4", "TEMPer2_M12_V1.3", "TEMPerGold_V3.4"])
    func theDriverKnowsItsUnit(firmware: String) throws {
        let loop = try loop(firmware: firmware)
        loop.pass(.seconds(10))
        #expect(loop.facts == [DeviceFact(.firmware, firmware)])
        #expect(loop.samples.count >= 8 && loop.faults.isEmpty && loop.isBalanced)
        #expect(loop.samples.allSatisfy { abs(($0.ambient?.celsius ?? 0) - 16.87) < 0.1 && $0.object == nil })
    }

    @Test func aNameWithoutItsFirstPacketIsAskedForAgain() throws {
        let loop = try ClosedLoop("temper")
        try loop.perform("lost-first 3")
        loop.start()
        loop.pass(.seconds(5))
        #expect(loop.faults == [.truncated, .truncated, .truncated])
        #expect(loop.facts == [DeviceFact(.firmware, "TEMPerX_V3.3")])
        #expect(!loop.samples.isEmpty)
    }

    @Test func aProbeThatIsAbsentIsNoTemperature() throws {
        let loop = try loop()
        loop.pass(.seconds(3))
        loop.forget()
        try loop.perform("invalid 2")
        loop.pass(.seconds(2))
        #expect(loop.faults == [.value, .value] && loop.samples.isEmpty)
        try loop.perform("sensor off")
        loop.pass(.seconds(3))
        // The probe inside takes its place, which the port warms.
        #expect(loop.faults.count == 2)
        #expect(!loop.samples.isEmpty && loop.samples.allSatisfy { abs(($0.ambient?.celsius ?? 0) - 21.27) < 0.1 })
        try loop.perform("sensor on")
        loop.forget()
        loop.pass(.seconds(3))
        #expect(loop.samples.last.map { abs(($0.ambient?.celsius ?? 0) - 16.87) < 0.1 } == true)
    }

    @Test func aStickWithoutCableHasNoneToPull() throws {
        let loop = try loop(cable: false)
        #expect(throws: CommandError.notForThisDevice("sensor")) { try loop.perform("sensor off") }
        loop.pass(.seconds(3))
        #expect(loop.samples.count >= 2)
        // Works, then does not answer: no value is made up, and it is found again.
        loop.forget()
        try loop.perform("silence 5s")
        loop.pass(.seconds(4))
        #expect(loop.samples.isEmpty && loop.faults.allSatisfy { $0 == .timeout } && !loop.faults.isEmpty)
        loop.pass(.seconds(10))
        #expect(!loop.samples.isEmpty)
    }
}
