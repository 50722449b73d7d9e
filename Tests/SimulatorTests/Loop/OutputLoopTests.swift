import Testing
import Wire

@testable import Simulator

extension ClosedLoop {
    /// Switches a channel through the driver.
    @discardableResult
    func turn(_ channel: Int, on: Bool) -> Bool {
        drive { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            let isDone = output.switchChannel(channel, on: on, at: now, emit)
            driver = output
            return isDone
        }
    }

    /// A pulse through the driver.
    func pulse(_ channel: Int, for duration: Duration) -> Bool {
        drive { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            let isDone = output.pulseChannel(channel, for: duration, at: now, emit)
            driver = output
            return isDone
        }
    }

    /// Says a sentence through the driver.
    func say(_ text: String) -> Bool {
        drive { driver, now, emit in
            guard var voice = driver as? any VoiceDriver else { return false }
            let isHeard = voice.say(text, at: now, emit)
            driver = voice
            return isHeard
        }
    }
}

@Suite("A Modbus relay board, and its driver")
struct ModbusRelayLoopTests {
    private func board(_ loop: ClosedLoop) throws -> FakeModbusRelay { try #require(loop.device as? FakeModbusRelay) }

    private func loop(channels: Int = 2, profile: String? = nil, _ device: FakeModbusRelay? = nil) throws -> ClosedLoop
    {
        var settings = DriverSettings()
        settings.channels = channels
        settings.profile = profile
        let driver = try #require(DriverCatalogue.makeDriver(name: "modbus-relay", settings: settings))
        let loop = ClosedLoop(device ?? FakeModbusRelay(channels: channels), driver)
        loop.start()
        loop.pass(.seconds(1))
        return loop
    }

    private func answer(_ board: inout FakeModbusRelay, _ request: [UInt8]) -> [[UInt8]] {
        var sent: [[UInt8]] = []
        board.receive(request, at: Instant(nanoseconds: 0)) { sent.append($0) }
        while let due = board.deadline, due < Instant(nanoseconds: 20_000_000) {
            board.tick(at: due) { sent.append($0) }
        }
        return sent
    }

    /// Requests and answers of the table.
    @Test func answersAsTheTableHasIt() {
        var board = FakeModbusRelay(channels: 2)
        board.powerOn(at: Instant(nanoseconds: 0))
        let on: [UInt8] = [1, 5, 0, 0, 0xFF, 0, 0x8C, 0x3A]
        #expect(answer(&board, on) == [on])
        #expect(board.isOn(1))
        #expect(answer(&board, [1, 1, 0, 0, 0, 8, 0x3D, 0xCC]).first?.prefix(4) == [1, 1, 1, 1])
        let second: [UInt8] = [1, 5, 0, 1, 0xFF, 0, 0xDD, 0xFA]
        #expect(answer(&board, second) == [second] && board.isOn(2))
        let off: [UInt8] = [1, 5, 0, 0, 0, 0, 0xCD, 0xCA]
        #expect(answer(&board, off) == [off] && !board.isOn(1))
        let pulse: [UInt8] = [1, 5, 2, 0, 0, 7, 0x8D, 0xB0]
        #expect(answer(&board, pulse) == [pulse] && board.isOn(1))
        board.tick(at: Instant(nanoseconds: 700_000_000)) { _ in }
        #expect(!board.isOn(1))
    }

    @Test func refusesByExceptionsAndOverhearsOthers() {
        func check(_ body: [UInt8], _ expected: [UInt8]?) {
            var board = FakeModbusRelay(channels: 2, knowsAllCoils: false)
            board.powerOn(at: Instant(nanoseconds: 0))
            #expect(answer(&board, body + FrameCheck.modbus(body)).first.map { Array($0.dropLast(2)) } == expected)
            #expect(!board.isOn(1))
        }
        check([1, 5, 0, 9, 0xFF, 0], [1, 0x85, 2])
        check([1, 5, 0, 0, 0x55, 0], [1, 0x85, 3])
        check([1, 3, 0, 0, 0, 1], [1, 0x83, 1])
        check([1, 1, 0, 0, 0, 0], [1, 0x81, 3])
        check([1, 0x0F, 0, 0, 0, 2, 1, 3], [1, 0x8F, 1])
        check([2, 5, 0, 0, 0xFF, 0], nil)
        var board = FakeModbusRelay()
        board.powerOn(at: Instant(nanoseconds: 0))
        #expect(answer(&board, [1, 5, 0, 0, 0xFF, 0, 0x8C, 0x3B]).isEmpty && !board.isOn(1))
        // To all: obeyed, and not answered.
        let all: [UInt8] = [0, 5, 0, 0, 0xFF, 0]
        board.powerOn(at: Instant(nanoseconds: 0))
        #expect(answer(&board, all + FrameCheck.modbus(all)).isEmpty && board.isOn(1))
    }

    @Test func theDriverSwitchesAndReadsBack() throws {
        let loop = try loop()
        #expect(loop.isIdentified && loop.faults.isEmpty)
        #expect(loop.turn(2, on: true))
        loop.pass(.seconds(1))
        #expect(loop.outputs.last == OutputState(closed: 2, isVerified: true))
        #expect(try board(loop).isOn(2) && !board(loop).isOn(1))
        #expect(loop.turn(2, on: false))
        loop.pass(.seconds(1))
        #expect(loop.outputs.last == OutputState(closed: 0, isVerified: true))
        #expect(loop.faults.isEmpty && loop.isBalanced)
    }

    @Test func theBoardEndsItsPulse() throws {
        let loop = try loop(profile: "waveshare")
        #expect(loop.pulse(1, for: .milliseconds(650)))
        loop.pass(.milliseconds(600))
        #expect(try board(loop).isOn(1))
        loop.pass(.seconds(5))
        let log = try board(loop).log
        #expect(log.map(\.isOn) == [true, false])
        #expect(log.last.map { $0.time - log[0].time } == .milliseconds(700))
        #expect(loop.faults.isEmpty)
        // A board that does not know the register is switched on plainly.
        let plain = try self.loop(profile: "waveshare", FakeModbusRelay(channels: 2, hasTimedPulse: false))
        #expect(plain.pulse(1, for: .milliseconds(650)))
        plain.pass(.seconds(2))
        #expect(plain.faults == [.device])
        #expect(try board(plain).isOn(1))
    }

    @Test(arguments: [1, 2, 3]) func aLostCommandIsRepeated(count: Int) throws {
        let loop = try loop()
        loop.forget()
        try loop.perform("lose \(count)")
        #expect(loop.turn(1, on: true))
        loop.pass(.seconds(2))
        // Three in a row are an alarm, and the truth is told; fewer are made good.
        #expect(loop.faults == (count < 3 ? [] : [.device]))
        #expect(loop.outputs.first == OutputState(closed: count < 3 ? 1 : 0, isVerified: true))
        #expect(try board(loop).isOn(1) == loop.outputs.last?.isClosed(1))
    }

    @Test(arguments: [1, 5]) func aStateThatCannotBeReadIsOnlyAssumed(count: Int) throws {
        let loop = try loop()
        loop.forget()
        try loop.perform("unreadable \(count)")
        #expect(loop.turn(1, on: true))
        loop.pass(.milliseconds(1500))
        #expect(!loop.faults.isEmpty && loop.faults.allSatisfy { $0 == .timeout })
        #expect(loop.outputs.first == OutputState(closed: 1, isVerified: count < 3))
        loop.pass(.seconds(20))
        #expect(loop.outputs.last == OutputState(closed: 1, isVerified: true))
        #expect(try board(loop).isOn(1))
    }

    @Test func withoutPowerAllOpen() throws {
        let loop = try loop()
        #expect(loop.turn(1, on: true))
        loop.pass(.seconds(1))
        loop.device.powerOff(at: loop.now)
        #expect(try !board(loop).isOn(1))
        loop.device.powerOn(at: loop.now)
        loop.forget()
        // The driver finds the contact open that it closed, and closes it again.
        loop.pass(.seconds(5))
        #expect(try board(loop).isOn(1))
    }
}

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
