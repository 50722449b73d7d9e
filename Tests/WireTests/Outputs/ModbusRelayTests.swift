import Testing

@testable import Wire

@Suite("Modbus relay")
struct ModbusRelayTests {
    /// A frame with its check.
    static func frame(_ hex: String) throws -> String {
        let bytes = try HexBytes.parse(Array(hex.utf8))
        let check = CRC.modbus(bytes)
        return hexText(bytes + [UInt8(check & 0xFF), UInt8(check >> 8)])
    }

    static func sent(_ hex: String) throws -> String { "> " + (try frame(hex)) }

    static let read = "> 01 01 00 00 00 08 3D CC"
    static let on1 = "> 01 05 00 00 FF 00 8C 3A"
    static let off1 = "> 01 05 00 00 00 00 CD CA"

    static func ready(channels: Int = 8, timed: Bool = false) throws -> OutputScript<ModbusRelay> {
        let script = OutputScript(ModbusRelay(channels: channels, hasTimedPulse: timed))
        script.start()
        try script.receive(frame("01 01 01 00"))
        #expect(script.take().dropFirst() == ["identified", "closed "])
        script.pass(milliseconds: 5)
        return script
    }

    @Test func commandsAreThoseOfTheVectors() throws {
        let script = try Self.ready(timed: true)
        script.turn(1, on: true)
        #expect(script.take() == [Self.on1])
        let waveshare = try Self.ready(timed: true)
        waveshare.pulse(1, milliseconds: 700)
        let pulse = hexText(try DeviceVectors.bytes("waveshare_flash_on_700ms"))
        #expect(waveshare.take() == ["> " + pulse])
        let first = hexText(try DeviceVectors.bytes("modbus_read_coils_0_7"))
        #expect(Self.read == "> " + first)
        let off = ModbusRelay(channels: 2).offWrites.map(hexText)
        #expect(
            off == [
                try Self.frame("01 0F 00 00 00 02 01 00"), "01 05 00 00 00 00 CD CA",
                try Self.frame("01 05 00 01 00 00"),
            ])
    }

    @Test func aCommandIsReceiptedAndReadBack() throws {
        let script = try Self.ready()
        script.turn(2, on: true)
        try script.receive("01 05 00 01 FF 00 DD FA")
        #expect(script.take() == ["> 01 05 00 01 FF 00 DD FA"])
        script.pass(milliseconds: 5)
        try script.receive(Self.frame("01 01 01 02"))
        #expect(script.take() == [Self.read, "closed 2"])
    }

    @Test func whatIsClosedAtTheStartIsOpenedAtOnce() throws {
        let script = OutputScript(ModbusRelay(channels: 8))
        script.start()
        try script.receive(Self.frame("01 01 01 05"))
        script.pass(milliseconds: 5)
        try script.receive(Self.frame("01 0F 00 00 00 08"))
        script.pass(milliseconds: 5)
        try script.receive(Self.frame("01 01 01 00"))
        #expect(
            script.take() == [Self.read, try Self.sent("01 0F 00 00 00 08 01 00"), Self.read, "identified", "closed "])
    }

    @Test func aBoardWithoutTheOneCommandIsToldOneByOne() throws {
        let script = OutputScript(ModbusRelay(channels: 2))
        script.start()
        try script.receive(Self.frame("01 01 01 03"))
        script.pass(milliseconds: 5)
        _ = script.take()
        try script.receive(Self.frame("01 8F 01"))
        script.pass(milliseconds: 5)
        try script.receive("01 05 00 00 00 00 CD CA")
        script.pass(milliseconds: 5)
        #expect(script.take() == ["fault device", Self.off1, try Self.sent("01 05 00 01 00 00")])
    }

    @Test func aLostCommandIsRepeatedAndThenAnAlarm() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        for _ in 0..<3 {
            try script.receive("01 05 00 00 FF 00 8C 3A")
            script.pass(milliseconds: 5)
            try script.receive(Self.frame("01 01 01 00"))
            script.pass(milliseconds: 5)
        }
        #expect(
            script.take() == [Self.on1, Self.read, Self.on1, Self.read, Self.on1, Self.read, "fault device", "closed "])
    }

    @Test func anUnansweredCommandIsReadBack() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        script.pass(milliseconds: 200)
        #expect(script.take() == [Self.on1, "fault timeout"])
        try script.receive("01 05 00 00 FF 00 8C 3A")
        #expect(script.take() == [], "late, and the line rests")
        script.pass(milliseconds: 200)
        try script.receive(Self.frame("01 01 01 01"))
        #expect(script.take() == [Self.read, "closed 1"])
    }

    @Test func aSilentBoardIsOnlyAssumed() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        script.pass(milliseconds: 1100)
        let read = [Self.read, "fault timeout"]
        #expect(script.take() == [Self.on1, "fault timeout"] + read + read + ["assumed 1"])
        script.pass(milliseconds: 60_000)
        #expect(script.take().count { $0 == Self.read } < 30, "asked rarely")
    }

    /// On a line for two, a command waits for the answer that is under way, and no answer from before it counts.
    @Test func aCommandWaitsForTheLine() throws {
        let script = try Self.ready()
        script.pass(milliseconds: 2000)
        #expect(script.take() == [Self.read])
        script.turn(1, on: true)
        #expect(script.take() == [])
        try script.receive(Self.frame("01 01 01 00"))
        script.pass(milliseconds: 5)
        #expect(script.take() == [Self.on1])
    }

    @Test func offTakesThePlaceOfAnOnThatWaits() throws {
        let script = try Self.ready()
        script.pass(milliseconds: 2000)
        script.turn(1, on: true)
        script.turn(1, on: false)
        try script.receive(Self.frame("01 01 01 00"))
        script.pass(milliseconds: 5)
        #expect(script.take() == [Self.read, Self.off1])
    }

    @Test func theBoardEndsItsOwnPulse() throws {
        let script = try Self.ready(timed: true)
        script.pulse(1, milliseconds: 4950)
        try script.receive(Self.frame("01 05 02 00 00 32"))
        script.pass(milliseconds: 5)
        try script.receive(Self.frame("01 01 01 01"))
        #expect(script.take() == [try Self.sent("01 05 02 00 00 32"), Self.read, "closed 1"])
        // It is over early: no reason to begin another.
        script.pass(milliseconds: 2000)
        try script.receive(Self.frame("01 01 01 00"))
        script.pass(milliseconds: 100)
        #expect(script.take() == [Self.read, "closed "])
        script.turn(1, on: false)
        #expect(script.take() == [Self.off1])
    }

    @Test func aBoardWithoutTimedPulsesIsSwitchedPlainly() throws {
        let script = try Self.ready(timed: true)
        script.pulse(3, milliseconds: 10)
        try script.receive(Self.frame("01 85 02"))
        script.pass(milliseconds: 5)
        #expect(
            script.take() == [try Self.sent("01 05 02 02 00 01"), "fault device", try Self.sent("01 05 00 02 FF 00")])
    }

    @Test func theReceiptOfAnotherCommandIsNone() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        try script.receive("01 05 00 01 FF 00 DD FA")
        #expect(script.take() == [Self.on1, "fault mode"])
        try script.receive("01 05 00 00 FF 00 8C 3A")
        script.pass(milliseconds: 5)
        #expect(script.take() == [Self.read])
    }

    @Test func anotherAddressIsNoAnswer() throws {
        let script = OutputScript(ModbusRelay(channels: 8, unit: 7))
        script.start()
        try script.receive(Self.frame("01 01 01 00"))
        #expect(script.take() == [try Self.sent("07 01 00 00 00 08"), "fault noise"])
        try script.receive(Self.frame("07 01 01 00"))
        #expect(script.take() == ["identified", "closed "])
    }

    @Test func noFlippedBitGivesAnotherState() throws {
        let answer = try HexBytes.parse(Array(Self.frame("01 01 01 05").utf8))
        for bit in 0..<answer.count * 8 {
            var bytes = answer
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let script = OutputScript(ModbusRelay())
            script.run { $0.receive(bytes.span, at: $1, $2) }
            script.pass(milliseconds: 5000)
            #expect(!script.take().contains { $0.hasPrefix("closed") }, "bit \(bit)")
        }
    }

    @Test(arguments: 0..<10) func anyBytesAreHarmless(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let script = OutputScript(ModbusRelay(channels: 32, hasTimedPulse: true))
        script.start()
        for _ in 0..<200 {
            let bytes = random.bytes(Int.random(in: 0...20, using: &random)) + [1, 1, 4]
            script.run { $0.receive(bytes.span, at: $1, $2) }
            script.pass(milliseconds: Int.random(in: 0...900, using: &random))
            let counters = script.driver.counters
            #expect(counters.receivedBytes >= counters.takenBytes + counters.droppedBytes)
        }
        #expect(script.driver.deadline != nil)
    }
}
