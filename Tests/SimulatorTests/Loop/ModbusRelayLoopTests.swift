import Testing
import Wire

@testable import Simulator

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
