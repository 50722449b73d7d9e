import Testing
import Wire

@testable import Simulator

@Suite("Faults of scanners that send lines")
struct SerialLineLoopTests {
    private func loop(_ terminator: [UInt8] = [0x0D, 0x0A]) -> ClosedLoop {
        let driver = SerialLine(terminators: terminator.isEmpty ? .none : .newline)
        let loop = ClosedLoop(FakeSerialScanner(terminator: terminator), driver)
        loop.start()
        return loop
    }

    @Test func aTerminatorInTwoReadsIsOneEnd() throws {
        let loop = loop()
        try loop.perform("split-end 40ms")
        try loop.perform("scan GH1:A")
        try loop.perform("scan GH1:B")
        loop.pass(.seconds(1))
        #expect(loop.fromDevice.contains([0x0A]))
        #expect(loop.texts == ["GH1:A", "GH1:B"] && loop.faults.isEmpty && loop.isBalanced)
    }

    @Test func identifierNULAndSilence() throws {
        let loop = loop([])
        try loop.perform("scan GH1:A")
        loop.pass(.milliseconds(400))
        try loop.perform("aim none")
        try loop.perform("nul GH1:")
        loop.pass(.seconds(1))
        #expect(
            loop.scans == [Scan(bytes: Array("GH1:A".utf8), aim: "]Q1"), Scan(bytes: [0x47, 0x48, 0, 0x31, 0x3A])])
        #expect(loop.faults.isEmpty)
    }

    @Test func twoPeopleAndOneCodeThatStays() throws {
        let loop = loop()
        try loop.perform("scan GH1:A")
        loop.pass(.milliseconds(400))
        try loop.perform("scan GH1:B")
        loop.pass(.milliseconds(400))
        try loop.perform("hold 10s GH1:C")
        loop.pass(.seconds(12))
        #expect(loop.texts.prefix(2) == ["GH1:A", "GH1:B"])
        #expect(loop.texts.dropFirst(2).allSatisfy { $0 == "GH1:C" } && loop.texts.count == 23)
    }
}
