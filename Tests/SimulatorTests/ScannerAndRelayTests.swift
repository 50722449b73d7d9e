import Testing
import Wire

@testable import Simulator

@Suite("Fake scanner")
struct ScannerTests {
    private func perform(
        _ scanner: inout FakeSerialScanner, _ command: DeviceCommand, at milliseconds: UInt64 = 0
    ) throws -> [String] {
        var sent: [String] = []
        try scanner.perform(command, at: Instant(nanoseconds: milliseconds * 1_000_000)) {
            sent.append(String(decoding: $0, as: UTF8.self))
        }
        return sent
    }

    @Test func sendsOneLineForEachCode() throws {
        var scanner = FakeSerialScanner()
        scanner.powerOn(at: Instant(nanoseconds: 0))
        #expect(try perform(&scanner, .scan("GH1:AB C")) == ["]Q1GH1:AB C\r\n"])
        scanner.aim = ""
        scanner.terminator = [0x09]
        #expect(try perform(&scanner, .scan("体温")) == ["体温\t"])
        #expect(try perform(&scanner, .half("GH1:")) == ["GH1:"])
        #expect(try perform(&scanner, .oversize(5)) == ["77777\t"])
    }

    @Test func readsACodeAgainWhileItStays() throws {
        var scanner = FakeSerialScanner(aim: "")
        scanner.powerOn(at: Instant(nanoseconds: 0))
        var times: [UInt64] = []
        #expect(try perform(&scanner, .hold("A", .seconds(2))).count == 1)
        while let due = scanner.deadline {
            scanner.tick(at: due) { _ in times.append(due.nanoseconds / 1_000_000) }
        }
        #expect(times == [500, 1000, 1500, 2000])
    }

    @Test func needsPower() {
        var scanner = FakeSerialScanner()
        #expect(throws: CommandError.unplugged("scan")) { try perform(&scanner, .scan("A")) }
        #expect(throws: CommandError.notForThisDevice("lose")) { try perform(&scanner, .lose(1)) }
    }
}

@Suite("Fake LCUS relay")
struct RelayTests {
    private func time(_ milliseconds: UInt64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    private func board(_ channels: Int = 2) -> FakeLCUS {
        var board = FakeLCUS(channels: channels)
        board.powerOn(at: time(0))
        return board
    }

    @Test func switchesWhatTheDriverSays() {
        var board = board()
        board.receive(LCUS.command(2, on: true), at: time(10)) { _ in }
        #expect(board.isOn(2) && !board.isOn(1))
        board.receive(LCUS.command(2, on: true), at: time(20)) { _ in }
        board.receive(LCUS.command(2, on: false), at: time(810)) { _ in }
        #expect(!board.isOn(2))
        #expect(board.pulses(2) == 1)
        #expect(
            board.log == [
                .init(channel: 2, isOn: true, time: time(10)), .init(channel: 2, isOn: false, time: time(810)),
            ])
        #expect(
            board.stateMembers(at: time(900)).hasSuffix(
                #"{"channel":2,"on":false,"pulses":1,"last_pulse_ms":800,"longest_pulse_ms":800}]"#))
    }

    @Test func anySplitAndAnyGarbage() {
        let stream: [UInt8] = [
            0xFF, 0xA0, 0xA0, 1, 1, 0xA2, 0xA0, 1, 0, 0xFF, 0xA0, 1, 0, 0xA1, 0xA0, 9, 1, 0xAA, 0xA0, 1, 1, 0xA2,
        ]
        for cut in 0...stream.count {
            var board = board()
            board.receive(Array(stream[..<cut]), at: time(1)) { _ in }
            board.receive(Array(stream[cut...]), at: time(1)) { _ in }
            #expect(board.pulses(1) == 2, "cut at \(cut)")
            #expect(board.isOn(1))
        }
    }

    @Test func losesCommandsInSilence() throws {
        var board = board()
        try board.perform(.lose(1), at: time(0)) { _ in }
        board.receive([0xA0, 1, 1, 0xA2], at: time(1)) { _ in }
        #expect(!board.isOn(1))
        board.receive([0xA0, 1, 1, 0xA2], at: time(2)) { _ in }
        #expect(board.isOn(1))
    }

    @Test func contactsOpenWithoutPower() {
        var board = board()
        board.receive([0xA0, 1, 1, 0xA2], at: time(1)) { _ in }
        board.powerOff(at: time(5))
        #expect(!board.isOn(1))
        board.receive([0xA0, 1, 1, 0xA2], at: time(6)) { _ in }
        #expect(!board.isOn(1))
        board.powerOn(at: time(7))
        #expect(!board.isOn(1))
        #expect(board.pulses(1) == 1)
    }

    @Test(arguments: 0..<10) func noBytesCrashIt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var board = board(8)
        for _ in 0..<200 {
            var bytes = generator.bytes(20)
            for place in bytes.indices where Bool.random(using: &generator) { bytes[place] = 0xA0 }
            board.receive(bytes, at: time(1)) { _ in }
        }
        #expect(!board.isOn(0) && !board.isOn(9))
    }
}
