import Testing
import Wire

@testable import Simulator

@Suite("An SSI scanner, and its driver")
struct ZebraSSILoopTests {
    /// As long as a long code gets at a gate: three packets in either format.
    private static let long = String(repeating: "0123456789", count: 62) + "END!"

    private func loop(_ format: FakeZebraSSI.Format = .classic, aim: String = "") -> ClosedLoop {
        let loop = ClosedLoop(FakeZebraSSI(format: format, aim: aim), ZebraSSI())
        loop.start()
        loop.pass(.seconds(1))
        loop.forget()
        return loop
    }

    private func sent(_ format: FakeZebraSSI.Format, _ text: String) throws -> [[UInt8]] {
        var scanner = FakeZebraSSI(format: format)
        var packets: [[UInt8]] = []
        scanner.powerOn(at: Instant(nanoseconds: 0))
        try scanner.perform(.scan(text), at: Instant(nanoseconds: 0)) { packets.append($0) }
        return packets
    }

    /// Packets of the table, checks included.
    @Test func packsAsTheTableHasIt() throws {
        #expect(
            try sent(.classic, "SHA-TEST-0001") == [
                [0x12, 0xF3, 0, 0, 0x1C] + Array("SHA-TEST-0001".utf8) + [0xFB, 0xA8]
            ])
        #expect(
            try sent(.segmented, "SHA-TEST-0001") == [
                [0x15, 0xF3, 0, 0x20, 0x1C, 1, 0, 13] + Array("SHA-TEST-0001".utf8) + [0xFB, 0x77]
            ])
        var scanner = FakeZebraSSI()
        func answer(_ packet: [UInt8]) -> [UInt8] {
            var answer: [UInt8] = []
            scanner.receive(packet, at: Instant(nanoseconds: 0)) { answer += $0 }
            return answer
        }
        #expect(answer([4, 0xE4, 4, 0, 0xFF, 0x14]).isEmpty)
        scanner.powerOn(at: Instant(nanoseconds: 0))
        let taken: [UInt8] = [4, 0xD0, 0, 0x80, 0xFE, 0xAC]
        #expect(answer([4, 0xE4, 4, 0, 0xFF, 0x14]) == taken)
        #expect(answer([4, 0xE5, 4, 0, 0xFF, 0x13]) == taken)
        #expect(answer([0, 4, 0xE9, 4, 8, 0xFF, 0x07]) == taken)
        // Resend this; denied; its own events with their check.
        #expect(answer([4, 0xE5, 4, 0, 0xFF, 0x12]) == [5, 0xD1, 0, 0, 1, 0xFF, 0x29])
        #expect(answer([4, 0xEA, 4, 0, 0xFF, 0x0E]) == taken)
        #expect(answer([4, 0xE4, 4, 0, 0xFF, 0x14]) == [5, 0xD1, 0, 0, 6, 0xFF, 0x24])
        #expect(SSIOutbox.Packet(0xF6, [0x20]).bytes(isResent: false) == [5, 0xF6, 0, 0, 0x20, 0xFE, 0xE5])
    }

    @Test func itsSettingsCanBeAskedFor() {
        var scanner = FakeZebraSSI()
        scanner.powerOn(at: Instant(nanoseconds: 0))
        func answer(_ opcode: UInt8, _ data: [UInt8]) -> [UInt8] {
            var answer: [UInt8] = []
            let packet = [UInt8(4 + data.count), opcode, 4, 0] + data
            scanner.receive(packet + FrameCheck.complement(packet), at: Instant(nanoseconds: 0)) { answer += $0 }
            return answer
        }
        #expect(answer(0xC6, [0xFF, 0x8A, 0x08])[1] == 0xD0)
        #expect(answer(0xC7, [0x8A])[1...] == SSIOutbox.Packet(0xC6, [0xFF, 0x8A, 0x08]).bytes(isResent: false)[1...])
        #expect(answer(0xC6, [])[4] == 2)
        #expect(answer(0xA3, []).count == 22)
    }

    @Test func theDriverReadsCodesOnce() throws {
        let loop = ClosedLoop(FakeZebraSSI(), ZebraSSI())
        loop.start()
        loop.pass(.seconds(1))
        #expect(loop.isIdentified && loop.facts.contains(DeviceFact(.firmware, FakeZebraSSI.revision)))
        try loop.perform("scan GH1:ABC")
        loop.pass(.seconds(10))
        #expect(loop.texts == ["GH1:ABC"])
        #expect(loop.faults.isEmpty && loop.isBalanced)
        #expect(loop.toDevice.last == [4, 0xD0, 4, 0, 0xFF, 0x28])
    }

    @Test(arguments: FakeZebraSSI.Format.allCases) func longCodesComeInPackets(format: FakeZebraSSI.Format) throws {
        let loop = loop(format)
        try loop.perform("scan \(Self.long)")
        loop.pass(.seconds(10))
        #expect(loop.texts == [Self.long])
        #expect(loop.faults.isEmpty && loop.isBalanced)
        #expect(loop.fromDevice.count == 3)
        let acknowledgement: UInt8 = format == .classic ? 0xD0 : 0x74
        #expect(loop.toDevice.first?[1] == acknowledgement)
    }

    /// The segments of the capture, byte for byte: the checks of three packets were published.
    @Test func segmentsAreThoseOfTheCapture() throws {
        let text = "https://example.invalid/" + String(repeating: "0123456789", count: 60)
        let loop = loop(.segmented)
        try loop.perform("scan \(text)")
        loop.pass(.seconds(1))
        #expect(loop.fromDevice[0].prefix(14) == [0xFF, 0x73, 2, 0, 0, 0xF3, 0, 0, 2, 0x73, 0x1C, 1, 2, 0x70])
        #expect(loop.fromDevice.map { $0[0] } == [0xFF, 0xFF, 0x8A])
        #expect(loop.fromDevice[1].prefix(5) == [0xFF, 0x73, 0, 0, 1])
        #expect(loop.texts == [text])
    }

    @Test(arguments: FakeZebraSSI.Format.allCases, ["short", "long"])
    func aCodeThatComesAgainIsNoSecondScan(format: FakeZebraSSI.Format, length: String) throws {
        let text = length == "short" ? "GH1:SHORT" : Self.long
        let loop = loop(format)
        try loop.perform("retransmit")
        try loop.perform("scan \(text)")
        loop.pass(.seconds(10))
        #expect(loop.texts == [text])
        #expect(loop.fromDevice.last.map { $0[3] & 1 } == 1)
        // Shown again by the next person it is a scan again.
        try loop.perform("scan \(text)")
        loop.pass(.seconds(10))
        #expect(loop.texts == [text, text])
        #expect(loop.faults.isEmpty && loop.isBalanced)
    }

    @Test(arguments: FakeZebraSSI.Format.allCases) func aLostPacketIsNoCode(format: FakeZebraSSI.Format) throws {
        let loop = loop(format)
        try loop.perform("lose-packet")
        try loop.perform("scan \(Self.long)")
        loop.pass(.seconds(10))
        if format == .segmented {
            #expect(loop.texts.isEmpty && loop.faults == [.truncated])
        } else {
            // Packets of a classic decoder have no numbers: that one is missing cannot be seen in them.
            #expect(loop.texts.allSatisfy { $0 != Self.long })
        }
        loop.forget()
        try loop.perform("scan \(Self.long)")
        loop.pass(.seconds(10))
        #expect(loop.texts == [Self.long] && loop.faults.isEmpty)
    }

    @Test(arguments: ["checksum", "drop", "truncate", "duplicate"], 1...8)
    func aDisturbedPacketIsSentAgain(fault: String, seed: UInt64) throws {
        let loop = ClosedLoop(FakeZebraSSI(), ZebraSSI(), seed: seed)
        loop.start()
        loop.pass(.seconds(1))
        loop.forget()
        try loop.perform(fault)
        try loop.perform("scan GH1:DISTURBED")
        loop.pass(.seconds(12))
        #expect(loop.texts == ["GH1:DISTURBED"])
        #expect(loop.isBalanced)
    }

    @Test func half() throws {
        let loop = loop()
        try loop.perform("half GH1:HALF")
        loop.pass(.seconds(3))
        #expect(loop.texts.isEmpty && loop.faults == [.truncated])
        try loop.perform("scan GH1:WHOLE")
        loop.pass(.seconds(1))
        #expect(loop.texts == ["GH1:WHOLE"])
    }

    @Test func aPluggedOutScannerForgetsItsCode() throws {
        let loop = loop(.segmented)
        loop.line.reset()
        try loop.perform("delay 50ms")
        try loop.perform("scan \(Self.long)")
        loop.pass(.milliseconds(60))
        loop.replug(after: .seconds(5))
        loop.pass(.seconds(5))
        #expect(loop.texts.isEmpty)
        try loop.perform("delay 0ms")
        try loop.perform("scan GH1:AFTER")
        loop.pass(.seconds(2))
        #expect(loop.texts == ["GH1:AFTER"])
    }

    @Test func heldCodesIdentifiersAndLength() throws {
        let loop = loop(aim: "]Q1")
        try loop.perform("hold 2s GH1:HELD")
        loop.pass(.seconds(3))
        #expect(loop.texts.count == 5 && Set(loop.texts) == ["GH1:HELD"])
        #expect(loop.scans.allSatisfy { $0.aim == "]Q1" })
        loop.forget()
        try loop.perform("aim none")
        try loop.perform("nul AB")
        try loop.perform("oversize 20000")
        loop.pass(.seconds(5))
        #expect(loop.scans.first == Scan(bytes: [0x41, 0, 0x42]))
        #expect(loop.scans.count == 1 && loop.faults == [.oversize])
    }

    @Test func nobodyAcknowledges() throws {
        var scanner = FakeZebraSSI()
        var packets: [[UInt8]] = []
        scanner.powerOn(at: Instant(nanoseconds: 0))
        try scanner.perform(.scan("A"), at: Instant(nanoseconds: 0)) { packets.append($0) }
        while let due = scanner.deadline { scanner.tick(at: due) { packets.append($0) } }
        #expect(packets.filter { $0[1] == 0xF3 }.map { $0[3] } == [0, 1, 1])
        #expect(scanner.givenUp == 1)
    }
}
