import Testing

@testable import Wire

@Suite("Outputs that are told and believed")
struct OpenLoopTests {
    @Test func relayCommandsAreTheVendors() throws {
        #expect(LCUS.command(1, on: true) == [0xA0, 0x01, 0x01, 0xA2])
        #expect(LCUS.command(1, on: false) == [0xA0, 0x01, 0x00, 0xA1])
        #expect(LCUS.command(2, on: true) == (try DeviceVectors.bytes("lcus_ch2_on")))
        #expect(LCUS.command(2, on: false) == (try DeviceVectors.bytes("lcus_ch2_off")))
        #expect(LCUS(channels: 99).channels == 8)
        #expect(LCUS(channels: -1).channels == 1)
        #expect(LCUS(channels: 2).offWrites == [[0xA0, 0x01, 0x00, 0xA1, 0xA0, 0x02, 0x00, 0xA2]])
    }

    @Test func aRelayBoardIsOffAtFirst() {
        let script = OutputScript(LCUS(channels: 2))
        #expect(!script.turn(1, on: true), "nothing before it is open")
        script.start()
        #expect(script.take() == ["> A0 01 00 A1 A0 02 00 A2", "assumed "])
        #expect(script.turn(2, on: true))
        #expect(script.turn(1, on: true))
        #expect(script.turn(2, on: false))
        #expect(
            script.take() == [
                "> A0 02 01 A3", "assumed 2", "> A0 01 01 A2", "assumed 1,2", "> A0 02 00 A2", "assumed 1",
            ])
        for channel in [0, 3, -1] { #expect(!script.turn(channel, on: true)) }
        #expect(script.take() == [])
    }

    @Test func lampsAreTheSellers() throws {
        #expect([TowerLight.command(1, on: true)] == (try DeviceVectors.bytes("tower_light_red_on")))
        #expect([TowerLight.command(5, on: true)] == (try DeviceVectors.bytes("tower_light_red_blink")))
        #expect((1...4).map { TowerLight.command($0, on: true) } == [0x11, 0x12, 0x14, 0x18])
        #expect((5...8).map { TowerLight.command($0, on: true) } == [0x41, 0x42, 0x44, 0x48])
        #expect((1...8).map { TowerLight.command($0, on: false) } == [0x21, 0x22, 0x24, 0x28, 0x21, 0x22, 0x24, 0x28])
    }

    @Test func aLampIsInOneWayOnly() {
        let script = OutputScript(TowerLight())
        script.start()
        script.turn(1, on: true)
        script.turn(5, on: true)
        script.turn(3, on: true)
        script.turn(1, on: false)
        #expect(
            script.take() == [
                "> 21 22 24 28", "assumed ", "> 11", "assumed 1", "> 41", "assumed 5", "> 14", "assumed 3,5", "> 21",
                "assumed 3",
            ])
        #expect(!script.turn(9, on: true))
        #expect(!script.driver.opensBarriers)
    }

    @Test func answersMeanNothingAndAreCounted() throws {
        let script = OutputScript(LCUS())
        script.start()
        _ = script.take()
        try script.receive("00 01")
        try script.receive("02")
        #expect(script.take() == ["fault noise"])
        #expect(script.driver.counters.droppedBytes == 3)
    }

    @Test func statesNameTheirChannels() {
        #expect(OutputState(closed: 0x8000_0005, isVerified: true).closedChannels == [1, 3, 32])
        #expect(OutputState(closed: 1, isVerified: false).isClosed(1))
        #expect(!OutputState(closed: .max, isVerified: false).isClosed(33))
        #expect(!OutputState(closed: .max, isVerified: false).isClosed(0))
        let line = DecodeLine.text(for: .output(OutputState(closed: 5, isVerified: true)))
        #expect(line == #"{"event":"output","closed":[1,3]}"#)
        #expect(DecodeLine.text(for: .output(OutputState(isVerified: false))) == #"{"event":"output","closed":[]}"#)
    }
}
