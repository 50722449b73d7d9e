import Testing
import Wire

@testable import Simulator

@Suite("Faults of scanners that report")
struct POSLoopTests {
    private func loop(_ layout: FakePOSScanner.Layout = .counted, aim: String = "]Q1") -> ClosedLoop {
        let loop = ClosedLoop(FakePOSScanner(aim: aim, layout: layout), HIDPOS())
        loop.start()
        return loop
    }

    private let long = String(repeating: "0123456789", count: 30)

    @Test(arguments: FakePOSScanner.Layout.allCases) func bothLayouts(layout: FakePOSScanner.Layout) throws {
        let loop = loop(layout)
        try loop.perform("scan \(long)")
        loop.pass(.seconds(1))
        try loop.perform("scan 体温")
        loop.pass(.seconds(1))
        #expect(loop.texts == [long, "体温"] && loop.scans.allSatisfy { $0.aim == "]Q1" })
        try loop.perform("aim none")
        try loop.perform("scan ABC")
        loop.pass(.seconds(1))
        #expect(loop.scans.last == Scan(bytes: Array("ABC".utf8)))
        #expect(loop.faults.isEmpty && loop.isBalanced)
    }

    @Test func anInterruptedCodeIsNone() throws {
        for layout in FakePOSScanner.Layout.allCases {
            let loop = loop(layout)
            try loop.perform("scan \(long)")
            loop.pass(.milliseconds(6))
            loop.replug(after: .seconds(2))
            loop.pass(.seconds(2))
            #expect(loop.texts.isEmpty && loop.faults == [.truncated])
            try loop.perform("half GH1:")
            loop.pass(.seconds(1))
            try loop.perform("scan GH1:WHOLE")
            loop.pass(.seconds(1))
            #expect(loop.texts == ["GH1:WHOLE"] && loop.faults == [.truncated, .truncated])
        }
    }

    @Test func aNULInsideIsData() throws {
        let loop = loop()
        try loop.perform("nul ABCD")
        loop.pass(.seconds(1))
        #expect(loop.scans.map(\.bytes) == [[0x41, 0x42, 0, 0x43, 0x44]])
    }

    @Test func aByteTooManyBeforeTheIdentifier() throws {
        let loop = loop()
        try loop.perform("extra on")
        try loop.perform("scan \(long)")
        loop.pass(.seconds(1))
        #expect(loop.scans == [Scan(bytes: Array(long.utf8), aim: "]Q1")] && loop.faults.isEmpty)
        let other = self.loop(.uncounted)
        #expect(throws: CommandError.notForThisDevice("extra")) { try other.perform("extra on") }
    }

    /// The vector of two reports.
    @Test func reportsOfTheTable() throws {
        let text = "https://example.invalid/ssm?c=" + String(repeating: "0123456789ABCDEF", count: 4)
        let loop = loop()
        try loop.perform("scan \(text)")
        loop.pass(.seconds(1))
        let data = Array(text.utf8)
        #expect(
            loop.fromDevice == [
                [2, 0x38, 0x5D, 0x51, 0x31] + data[..<56] + [0x73, 0, 1],
                [2, 0x26, 0x5D, 0x51, 0x31] + data[56...] + [UInt8](repeating: 0, count: 18) + [0x73, 0, 0],
            ])
    }
}
