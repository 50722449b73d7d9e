import Testing
import Wire

@testable import Simulator

@Suite("A dcttech board, and its driver")
struct DcttechLoopTests {
    @Test func failedTransfersAreAskedForAgain() throws {
        let loop = try ClosedLoop("dcttech", DriverSettings(channels: 2))
        loop.start()
        loop.pass(.seconds(1))
        #expect(loop.isIdentified && loop.turn(1, on: true))
        loop.pass(.seconds(1))
        #expect(loop.outputs.last == OutputState(closed: 1, isVerified: true))
        try loop.perform("unreadable 2")
        #expect(loop.turn(1, on: false))
        loop.forget()
        loop.pass(.seconds(3))
        #expect(loop.faults == [.timeout, .timeout])
        #expect(loop.outputs.last == OutputState(closed: 0, isVerified: true))
        #expect(try #require(loop.device as? FakeHIDRelay).isOn(1) == false)
    }
}

@Suite("A speech chip, and its driver")
struct SYN6288LoopTests {
    private func chip(_ loop: ClosedLoop) throws -> FakeSYN6288 { try #require(loop.device as? FakeSYN6288) }

    private func loop() throws -> ClosedLoop {
        let loop = try ClosedLoop("syn6288")
        loop.start()
        loop.pass(.seconds(1))
        return loop
    }

    private func answers(_ chip: inout FakeSYN6288, _ frame: [UInt8]) -> [UInt8] {
        var sent: [UInt8] = []
        let now = Instant(nanoseconds: 1_000_000_000)
        chip.receive(frame, at: now) { sent += $0 }
        chip.tick(at: now + .milliseconds(10)) { sent += $0 }
        return sent
    }

    @Test func answersAsTheTableHasIt() {
        var chip = FakeSYN6288()
        var begun: [UInt8] = []
        chip.powerOn(at: Instant(nanoseconds: 0))
        chip.tick(at: Instant(nanoseconds: 500_000_000)) { begun += $0 }
        #expect(begun == [0x4A])
        #expect(answers(&chip, [0xFD, 0, 2, 0x21, 0xDE]) == [0x41, 0x4F])
        let pass: [UInt8] = [
            0xFD, 0x00, 0x13, 0x01, 0x01, 0xCC, 0xE5, 0xCE, 0xC2, 0xD5, 0xFD, 0xB3, 0xA3, 0xA3, 0xAC, 0xC7, 0xEB, 0xCD,
            0xA8, 0xD0, 0xD0, 0xB5,
        ]
        #expect(answers(&chip, pass) == [0x41] && chip.isSpeaking)
        #expect(chip.sentences.map { GBK.decode($0) } == ["体温正常，请通行"])
        #expect(answers(&chip, [0xFD, 0, 2, 0x21, 0xDE]) == [0x41, 0x4E])
        #expect(answers(&chip, [0xFD, 0, 2, 0x02, 0xFD]) == [0x41] && !chip.isSpeaking)
        #expect(answers(&chip, Array(pass.dropLast()) + [0xB4]) == [0x45])
        // 201 bytes of text are more than it takes; 200 are not.
        for (count, answer) in [(200, 0x41), (201, 0x45)] as [(Int, UInt8)] {
            let body: [UInt8] = [0xFD, 0, UInt8(count + 3), 1, 1] + [UInt8](repeating: 0x41, count: count)
            #expect(answers(&chip, body + [body.reduce(0, ^)]) == [answer])
        }
    }

    @Test func theDriverSpeaksInItsTurn() throws {
        let loop = try loop()
        #expect(loop.isIdentified)
        #expect(loop.say("请重新测温"))
        loop.pass(.milliseconds(500))
        #expect(loop.say("体温正常，请通行"))
        loop.pass(.seconds(6))
        let chip = try chip(loop)
        #expect(chip.sentences.map { GBK.decode($0) } == ["请重新测温", "体温正常，请通行"])
        #expect(chip.interrupted == 0 && loop.faults.isEmpty && loop.isBalanced)
        // What cannot be written is refused before it is sent.
        #expect(!loop.say("😀") && !loop.say(String(repeating: "测", count: 101)))
        loop.pass(.seconds(1))
        #expect(try self.chip(loop).sentences.count == 2)
    }

    @Test func aBusyChipIsWaitedForAndNotForEver() throws {
        let loop = try loop()
        try loop.perform("busy 3s")
        #expect(loop.say("请通行"))
        loop.pass(.milliseconds(2900))
        #expect(try chip(loop).sentences.isEmpty)
        loop.pass(.seconds(1))
        #expect(try chip(loop).sentences.count == 1 && chip(loop).interrupted == 0)
        loop.pass(.seconds(2))
        loop.forget()
        try loop.perform("busy 20s")
        #expect(loop.say("请通行"))
        loop.pass(.seconds(10))
        #expect(loop.faults == [.device])
        #expect(try chip(loop).sentences.count == 1)
        loop.pass(.seconds(11))
        #expect(loop.say("请通行"))
        loop.pass(.seconds(2))
        #expect(try chip(loop).sentences.count == 2)
    }
}

@Suite("A tower light, and its driver")
struct TowerLightLoopTests {
    private func tower(_ loop: ClosedLoop) throws -> FakeTowerLight { try #require(loop.device as? FakeTowerLight) }

    @Test func shinesAsItIsTold() throws {
        let loop = try ClosedLoop("tower-light")
        loop.start()
        #expect(loop.toDevice == [[0x21, 0x22, 0x24, 0x28]])
        #expect(loop.turn(1, on: true) && loop.turn(6, on: true) && loop.turn(8, on: true))
        #expect(loop.toDevice.dropFirst() == [[0x11], [0x42], [0x48]])
        #expect(try tower(loop).lamps == [.steady, .blinking, .dark, .blinking])
        #expect(loop.turn(6, on: false))
        #expect(try tower(loop).lamps[1] == .dark)
        // Nobody can tell that a command was lost: the state is never called verified.
        try loop.perform("lose 1")
        #expect(loop.turn(3, on: true))
        #expect(try tower(loop).lamps[2] == .dark)
        #expect(loop.outputs.allSatisfy { !$0.isVerified })
        #expect(loop.turn(3, on: true))
        #expect(try tower(loop).lamps[2] == .steady)
        loop.device.powerOff(at: loop.now)
        #expect(try tower(loop).lamps.allSatisfy { $0 == .dark })
    }
}
