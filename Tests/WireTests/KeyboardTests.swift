import Testing

@testable import Wire

private func scan(_ text: String, aim: String? = nil) -> Scan {
    Scan(bytes: Array(text.utf8), aim: aim)
}

private let ascii = String(decoding: UInt8(0x20)...0x7E, as: UTF8.self)

@Suite("Keyboard scanners")
struct KeyboardTests {
    private func script(
        _ kind: TransportKind? = .evdev, caps: Bool = false, aim: AIMPolicy = .optional, alt: AltDigits = .unicode
    ) -> Script {
        var script = Script(Keyboard(aim: aim, altDigits: alt))
        if let kind { script.driver.describe(TransportDescription(kind: kind, capsLock: caps)) }
        return script
    }

    @Test func allOfASCII() {
        var script = script()
        script.receive(Typing.text(ascii + "\n"))
        #expect(script.events == [.identified, .scan(scan(ascii))])
        #expect(script.counters.pendingBytes == 0)
        #expect(script.counters.droppedBytes == 0)
    }

    @Test(arguments: [28, 96, 15] as [UInt16]) func terminators(key: UInt16) {
        var script = script()
        for event in Typing.text("]Q1GH1:A").chunks(of: 24) { script.receive(event) }
        #expect(script.scans.isEmpty)
        script.receive(Typing.press(key))
        script.receive(Typing.press(key))
        #expect(script.scans == [scan("GH1:A", aim: "]Q1")])
        #expect(script.driver.deadline == nil)
    }

    @Test func silenceEndsACode() {
        var script = script()
        script.receive(Typing.text("GH1:"))
        script.pass(.milliseconds(299))
        script.receive(Typing.text("A"))
        script.pass(.milliseconds(300))
        script.receive(Typing.text("B\n"))
        #expect(script.scans == [scan("GH1:A"), scan("B")])
        #expect(script.faults.isEmpty)
    }

    @Test func capsLockIsKnownAndFollowed() {
        var script = script(caps: true)
        script.receive(Typing.text("Ab1!\n"))
        script.receive(Typing.press(KeyMap.capsLock))
        script.receive(Typing.text("Ab1!\n"))
        script.receive(Typing.event(17, 1, 1))
        script.receive(Typing.text("Ab1!\n"))
        #expect(script.scans == [scan("aB1!"), scan("Ab1!"), scan("aB1!")])
    }

    @Test func keypadRepeatsAndUnknownKeys() {
        var script = script()
        script.receive([71, 72, 73, 83, 82, 78].flatMap { Typing.press($0) } + Typing.press(69))
        script.receive(
            Typing.event(1, 30, 1) + Typing.event(1, 30, 2) + Typing.event(1, 30, 2) + Typing.event(1, 30, 0))
        #expect(script.counters.droppedBytes == 0)
        script.receive(Typing.press(59) + Typing.press(0x2FF) + Typing.press(30, holding: [125]))
        #expect(script.counters.droppedBytes == 72)
        script.receive(Typing.press(96))
        #expect(script.scans == [scan("789.0+a")])
    }

    @Test(arguments: [
        (AltDigits.unicode, ["31508", "35760", "26412"], "笔记本"), (.unicode, ["029"], "\u{1D}"), (.unicode, ["65"], "A"),
        (.unicode, ["035760"], "记"), (.unicode, ["128512"], "😀"), (.unicode, ["55357", "56832"], "😀"),
        (.unicode, ["0233"], "é"),
        (.unicode, ["55357"], "\u{FFFD}"), (.unicode, ["56832"], "\u{FFFD}"), (.unicode, ["1114112"], "\u{FFFD}"),
        (.gbk, ["48327"], "记"), (.gbk, ["048327", "029"], "记\u{1D}"), (.gbk, ["0188", "0199"], "记"),
        (.gbk, ["65"], "A"),
        (.gbk, ["188"], "\u{FFFD}"), (.gbk, ["255"], "\u{FFFD}"), (.gbk, ["70000"], "\u{FFFD}"),
    ])
    func altDigits(meaning: AltDigits, numbers: [String], text: String) {
        var script = script(alt: meaning)
        script.receive(Typing.text("<") + numbers.flatMap(Typing.alt) + Typing.text(">\n"))
        #expect(script.scans == [scan("<\(text)>")])
        #expect(script.faults.isEmpty)
    }

    @Test func altDigitsThatMeanNothing() {
        var none = script(alt: .none)
        none.receive(Typing.text("A") + Typing.alt("35760") + Typing.text("B\n"))
        #expect(none.scans == [scan("AB")])
        #expect(none.counters.droppedBytes == 24)
        var some = script()
        some.receive(Typing.text("A") + Typing.alt("0") + Typing.alt("") + Typing.alt("999999999") + Typing.text("B\n"))
        #expect(some.scans == [scan("AB")])
        #expect(some.counters.droppedBytes == 48)
        // The numbers of the ends of a line end it.
        some.receive(Typing.text("C") + Typing.alt("013") + Typing.alt("010"))
        #expect(some.scans.last == scan("C"))
        // The trail byte of GBK may be an ASCII character, typed as such.
        var gbk = script(alt: .gbk)
        gbk.receive(Typing.alt("129") + Typing.text("@\n"))
        #expect(gbk.scans == [scan("丂")])
    }

    @Test func altThatIsNeverReleased() {
        var script = script()
        script.receive(Typing.text("A") + Typing.event(1, 56, 1) + Typing.press(79))
        script.pass(.seconds(1))
        #expect(script.events == [.fault(.truncated)])
        script.receive(Typing.text("B\n"))
        #expect(script.scans == [scan("B")])
    }

    @Test func controlTypesControlCharacters() {
        var script = script()
        script.receive(Typing.text("A") + Typing.press(27, holding: [29]) + Typing.press(45, holding: [97, 54]))
        script.receive(Typing.press(59, holding: [29]) + Typing.press(50, holding: [29]))
        #expect(script.scans == [scan("A\u{1D}\u{18}")])
        #expect(script.counters.controlBytes == 2)
    }

    @Test func whatTheKernelDroppedCostsTheWholeCode() {
        var script = script()
        script.receive(Typing.text("GH1:AB") + Typing.event(1, 42, 1) + Typing.event(0, 3, 0) + Typing.press(30))
        script.receive(Typing.text("CDE\n"))
        script.receive(Typing.text("gh1\n"))
        #expect(script.events == [.fault(.truncated), .identified, .scan(scan("gh1"))])
        script.receive(Typing.event(0, 3, 0) + Typing.report)
        script.receive(Typing.text("rest"))
        script.pass(.seconds(1))
        script.receive(Typing.text("next\n"))
        #expect(script.scans.last == scan("next"))
        #expect(script.scans.count == 2)
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func aCodeHasALimit() {
        var script = script()
        for _ in 0..<5000 { script.receive(Typing.text("7")) }
        script.receive(Typing.text("\nA\n"))
        #expect(script.events == [.fault(.oversize), .identified, .scan(scan("A"))])
        script.receive(Typing.text("]Q1" + String(repeating: "7", count: 4096) + "\n"))
        #expect(script.scans.last?.bytes.count == 4096)
        script.receive(Typing.text(String(repeating: "7", count: 4097) + "\n"))
        #expect(script.faults == [.oversize, .oversize])
    }

    @Test func identifiers() {
        var required = script(aim: .required)
        required.receive(Typing.text("A\n]Q1B\n"))
        #expect(required.events == [.fault(.mode), .identified, .scan(scan("B", aim: "]Q1"))])
        var off = script(aim: .off)
        off.receive(Typing.text("]Q1B\n"))
        #expect(off.scans == [scan("]Q1B")])
    }

    @Test(arguments: [nil, TransportKind.hidraw, .usb]) func bootReports(kind: TransportKind?) throws {
        var script = script(kind)
        for report in try ScannerVectors.bytes("kbd_boot_reports_A1_enter").chunks(of: 8) { script.receive(report) }
        #expect(script.scans == [scan("A1")])
        #expect(script.driver.deadline == nil)
        for report in try ScannerVectors.bytes("kbd_alt_unicode_35760").chunks(of: 8) { script.receive(report) }
        #expect(script.counters.pendingBytes > 0)
        script.pass(.milliseconds(300))
        #expect(script.scans.last == scan("记"))
        #expect(script.counters.takenBytes == 48 + 96)
    }

    @Test func bootReportsWithTwoKeysAndRollOver() {
        var script = script(.hidraw)
        // Keys roll over each other: each is typed once, in the order of the report.
        script.receive([2, 0, 4, 5, 0, 0, 0, 0])
        script.receive([0, 0, 5, 6, 0, 0, 0, 0])
        script.receive([0, 0, 6, 0, 0, 0, 0, 0])
        script.receive([0, 0, 0x28, 0, 0, 0, 0, 0])
        #expect(script.scans == [scan("ABc")])
        script.receive([0, 0, 4, 0, 0, 0, 0, 0])
        script.receive([0, 0, 1, 1, 1, 1, 1, 1])
        script.receive([0, 0, 7, 0, 0, 0, 0, 0])
        script.receive([0, 0, 0x28, 0, 0, 0, 0, 0])
        script.receive([0, 0, 0, 0, 0, 0, 0, 0])
        script.receive([0, 0, 8, 0, 0, 0, 0, 0])
        script.receive([0, 0, 0x58, 0, 0, 0, 0, 0])
        #expect(script.faults == [.device])
        #expect(script.scans.suffix(1) == [scan("e")])
    }

    @Test func packetsOfOtherLengths() {
        var events = script()
        events.receive(Typing.text("A\n") + [1, 2, 3])
        events.receive([1])
        #expect(events.scans == [scan("A")])
        #expect(events.faults == [.truncated, .truncated])
        #expect(events.counters.droppedBytes == 4)
        var reports = script(.hidraw)
        reports.receive([UInt8](repeating: 0, count: 9))
        #expect(reports.events == [.fault(.noise)])
    }

    @Test func startForgetsTheKeyboardBefore() {
        var script = script()
        script.receive(Typing.text("HALF") + Typing.event(1, 42, 1))
        script.start()
        script.receive(Typing.text("whole\n"))
        #expect(script.events == [.fault(.truncated), .identified, .scan(scan("whole"))])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test(arguments: 0..<20) func anyKeys(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let isBoot = seed.isMultiple(of: 2)
        var script = script(isBoot ? .hidraw : .evdev, alt: AltDigits.allCases[Int(seed % 3)])
        for _ in 0..<3000 {
            if isBoot {
                script.receive(
                    (0..<8).map { _ in
                        Bool.random(using: &generator) ? 0 : UInt8.random(in: 0...0x70, using: &generator)
                    })
            } else {
                let type = [0, 1, 1, 1, 1, 4, 17].randomElement(using: &generator) ?? 0
                let code = UInt16.random(in: 0...(type == 1 ? 130 : 4), using: &generator)
                script.receive(Typing.event(UInt16(type), code, Int32.random(in: -1...2, using: &generator)))
            }
            if Int.random(in: 0..<50, using: &generator) == 0 { script.pass(.milliseconds(400)) }
            let counters = script.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        script.pass(.seconds(1))
        #expect(script.counters.pendingBytes == 0)
        #expect(script.scans.allSatisfy { String(validating: $0.bytes, as: UTF8.self) != nil })
    }
}

extension Array {
    /// Parts of `size` elements, the last one shorter.
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
