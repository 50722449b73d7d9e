import Testing

@testable import Wire

@Suite("dcttech relay")
struct DcttechTests {
    static let serial = "42 49 54 46 54 00 00"
    static let on1 = "> 00 FF 01 00 00 00 00 00 00"
    static let off1 = "> 00 FD 01 00 00 00 00 00 00"
    static let get = "get 1 9"

    /// A board that has said what it is, with all relays open.
    static func ready(channels: Int = 2) throws -> OutputScript<Dcttech> {
        let script = OutputScript(Dcttech(channels: channels))
        script.start()
        try script.feature("\(serial) 00")
        #expect(script.take() == [get, "serial BITFT", "identified", "closed "])
        return script
    }

    @Test func commandsAreThoseOfTheVectors() throws {
        #expect(Dcttech.command(1, on: true) == (try DeviceVectors.bytes("dcttech_on_relay1")))
        #expect(Dcttech.command(1, on: false) == (try DeviceVectors.bytes("dcttech_off_relay1")))
        #expect(Dcttech(channels: 2).offWrites == [Dcttech.command(1, on: false), Dcttech.command(2, on: false)])
        #expect(Dcttech(channels: 99).channels == 8)
    }

    /// A board left closed by whoever had it before is switched off, and only then ready.
    @Test func whatIsClosedAtTheStartIsOpened() throws {
        let script = OutputScript(Dcttech(channels: 2))
        script.start()
        try script.feature("\(Self.serial) 03")
        #expect(script.take() == [Self.get, "serial BITFT", Self.off1, "> 00 FD 02 00 00 00 00 00 00"])
        script.pass(milliseconds: 30)
        try script.feature("\(Self.serial) 00")
        #expect(script.take() == [Self.get, "identified", "closed "])
    }

    @Test func nothingIsWrittenToAnotherDevice() throws {
        let script = OutputScript(Dcttech(channels: 2))
        script.start()
        try script.feature("00 00 00 00 00 00 00 00")
        try script.feature("42 49 54 46")
        script.pass(milliseconds: 60_000)
        #expect(!script.turn(1, on: true))
        let lines = script.take()
        #expect(!lines.contains { $0.hasPrefix(">") || $0 == "identified" })
        #expect(lines.prefix(3) == [Self.get, "fault noise", "fault timeout"])
        // Three quick readings, and then rarer and rarer ones.
        #expect(lines.count { $0 == Self.get } < 20)
    }

    @Test func aCommandIsReadBack() throws {
        let script = try Self.ready()
        #expect(script.turn(1, on: true))
        #expect(script.take() == [Self.on1])
        script.pass(milliseconds: 30)
        #expect(script.take() == [Self.get])
        try script.feature("\(Self.serial) 01")
        #expect(script.take() == ["closed 1"])
        #expect(script.turn(1, on: false))
        script.pass(milliseconds: 30)
        try script.feature("00 \(Self.serial) 00")
        #expect(script.take() == [Self.off1, Self.get, "closed "])
        for channel in [0, 3, -1] { #expect(!script.turn(channel, on: true)) }
        #expect(script.take() == [])
    }

    @Test func aLostCommandIsRepeated() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        script.pass(milliseconds: 30)
        try script.feature("\(Self.serial) 00")
        script.pass(milliseconds: 30)
        try script.feature("\(Self.serial) 01")
        #expect(script.take() == [Self.on1, Self.get, Self.on1, Self.get, "closed 1"])
    }

    @Test func aBoardThatDoesNotDoAsToldIsAnAlarm() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        for _ in 0..<3 {
            script.pass(milliseconds: 30)
            try script.feature("\(Self.serial) 00")
        }
        #expect(
            script.take() == [Self.on1, Self.get, Self.on1, Self.get, Self.on1, Self.get, "fault device", "closed "])
        // It is asked again, and told when it comes right.
        script.pass(milliseconds: 2000)
        try script.feature("\(Self.serial) 01")
        #expect(script.take() == [Self.get, "closed 1"])
        #expect(script.driver.counters.faults == 1)
    }

    @Test func aFailedTransferIsAskedForAgain() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        script.pass(milliseconds: 30 + 300)
        #expect(script.take() == [Self.on1, Self.get, "fault timeout"])
        try script.feature("\(Self.serial) 00")
        #expect(script.take() == [], "late: it says nothing about now")
        script.pass(milliseconds: 200)
        try script.feature("\(Self.serial) 01")
        #expect(script.take() == [Self.get, "closed 1"])
    }

    @Test func aBoardThatFallsSilentIsOnlyAssumed() throws {
        let script = try Self.ready()
        script.turn(1, on: true)
        script.pass(milliseconds: 30 + 3 * 300 + 2 * 200)
        #expect(
            script.take() == [
                Self.on1, Self.get, "fault timeout", Self.get, "fault timeout", Self.get, "fault timeout", "assumed 1",
            ])
    }

    /// Its button, or another program, has closed a relay.
    @Test func whatChangesByItselfIsPutRight() throws {
        let script = try Self.ready()
        script.pass(milliseconds: 2000)
        try script.feature("\(Self.serial) 02")
        script.pass(milliseconds: 30)
        try script.feature("\(Self.serial) 00")
        #expect(script.take() == [Self.get, "> 00 FD 02 00 00 00 00 00 00", Self.get, "closed "])
    }

    /// The answer was under way when the command was sent.
    @Test func anAnswerFromBeforeACommandIsNotBelieved() throws {
        let script = try Self.ready()
        script.pass(milliseconds: 2000)
        script.turn(1, on: true)
        try script.feature("\(Self.serial) 00")
        script.pass(milliseconds: 30)
        try script.feature("\(Self.serial) 01")
        #expect(script.take() == [Self.get, Self.on1, Self.get, "closed 1"])
    }

    @Test func passiveItTakesBothForms() throws {
        let script = OutputScript(Dcttech(channels: 1))
        try script.receive("\(Self.serial) 05")
        try script.receive("01 \(Self.serial) 80")
        #expect(script.take() == ["serial BITFT", "identified", "closed 1,3", "closed 8"])
        #expect(!script.turn(1, on: true))
        script.pass(milliseconds: 60_000)
        #expect(script.take() == [])
        #expect(script.driver.counters.takenBytes == 17)
    }

    @Test(arguments: 0..<20) func anyPacketIsHarmless(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let script = OutputScript(Dcttech(channels: 8))
        script.start()
        for _ in 0..<200 {
            let bytes = random.bytes(Int.random(in: 0...12, using: &random))
            script.run { $0.receiveFeature(bytes.span, at: $1, $2) }
            script.pass(milliseconds: Int.random(in: 0...400, using: &random))
            let counters = script.driver.counters
            #expect(counters.receivedBytes == counters.takenBytes + counters.droppedBytes)
        }
    }
}
