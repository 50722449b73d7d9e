import Testing
import Wire

@testable import Simulator

@Suite("Faults of scanners that type")
struct KeyboardLoopTests {
    private func loop(_ alt: AltDigits = .unicode, terminator: FakeKeyboardScanner.Terminator? = .enter) -> ClosedLoop {
        let loop = ClosedLoop(FakeKeyboardScanner(terminator: terminator), Keyboard(altDigits: alt))
        loop.start()
        return loop
    }

    /// Alt+35760 as it was observed.
    @Test func altDigitsAsTheTableHasThem() throws {
        let loop = loop(terminator: nil)
        try loop.perform("alt unicode")
        try loop.perform("scan 记")
        loop.pass(.seconds(1))
        #expect(loop.fromDevice.map { $0[0] } == [UInt8](repeating: 4, count: 11) + [0])
        #expect(loop.fromDevice.map { $0[2] } == [0, 0x5B, 0, 0x5D, 0, 0x5F, 0, 0x5E, 0, 0x62, 0, 0])
        #expect(loop.texts == ["记"])
    }

    @Test(arguments: ["unicode", "gbk"]) func altDigitsAreReadAsTheyAreMeant(meaning: String) throws {
        let loop = loop(try #require(AltDigits(rawValue: meaning)))
        try loop.perform("alt \(meaning)")
        try loop.perform("scan GH1:笔记本,体温")
        loop.pass(.seconds(2))
        #expect(loop.texts == ["GH1:笔记本,体温"] && loop.faults.isEmpty && loop.isBalanced)
        // GS comes as Alt+029.
        try loop.perform("scan A\u{1D}B")
        loop.pass(.seconds(1))
        #expect(loop.texts.last == "A\u{1D}B")
        // As delivered it leaves out what it has no key for.
        try loop.perform("alt none")
        try loop.perform("scan A笔B")
        loop.pass(.seconds(1))
        #expect(loop.texts.last == "AB")
    }

    @Test func capsLockDoesNotFlipACode() throws {
        let loop = loop()
        try loop.perform("caps on")
        try loop.perform("scan GH1:aBc-1")
        loop.pass(.seconds(1))
        #expect(loop.fromDevice.first?[2] == 0x39)
        // The keys are others, the text is the same.
        #expect(loop.fromDevice.contains([2, 0, 4, 0, 0, 0, 0, 0]))
        try loop.perform("caps off")
        try loop.perform("scan GH1:aBc-1")
        loop.pass(.seconds(1))
        #expect(loop.texts == ["GH1:aBc-1", "GH1:aBc-1"])
    }

    /// A scanner that is set to another country types other characters, and nothing on the line tells. The code's own
    /// signature does.
    @Test func anotherCountrysKeyboardTypesAnotherText() throws {
        let loop = loop()
        try loop.perform("layout de")
        try loop.perform("scan GH1:xyz/")
        loop.pass(.seconds(1))
        try loop.perform("layout fr")
        try loop.perform("scan 123 aqwz")
        loop.pass(.seconds(1))
        #expect(loop.texts == ["GH1>xzy&", "!@# qazw"])
        try loop.perform("layout us")
        try loop.perform("scan GH1:xyz/")
        loop.pass(.seconds(1))
        #expect(loop.texts.last == "GH1:xyz/")
    }

    @Test func noTerminatorAndHalfACode() throws {
        let loop = loop(terminator: nil)
        try loop.perform("scan GH1:A")
        loop.pass(.seconds(1))
        try loop.perform("scan GH1:B")
        loop.pass(.seconds(1))
        #expect(loop.texts == ["GH1:A", "GH1:B"])
        try loop.perform("scan GH1:C")
        loop.pass(.milliseconds(10))
        loop.replug(after: .seconds(1))
        loop.pass(.seconds(1))
        #expect(loop.texts.count == 2 && loop.faults == [.truncated])
    }
}
