import Testing

@testable import Wire

private func scan(_ text: String, aim: String? = nil) -> Scan {
    Scan(bytes: Array(text.utf8), aim: aim)
}

@Suite("Serial line scanners")
struct SerialLineTests {
    @Test(arguments: [
        (LineTerminators.newline, "\r\n"), (.newline, "\r"), (.newline, "\n"), (.cr, "\r"), (.lf, "\n"), (.cr, "\r\n"),
        (.lf, "\r\n"), (.crlf, "\r\n"), (.tab, "\t"),
    ])
    func terminatorsEndLinesAtAnySplit(terminators: LineTerminators, end: String) {
        let stream = Array("GH1:ABC\(end)]Q1GH1:DEF\(end)\(end)\(end)2\(end)".utf8)
        for cut in 0...stream.count {
            var script = Script(SerialLine(terminators: terminators))
            script.receive(stream, splitAt: cut)
            #expect(script.scans == [scan("GH1:ABC"), scan("GH1:DEF", aim: "]Q1"), scan("2")], "cut at \(cut)")
            #expect(script.faults.isEmpty)
            // After a line that ends with CR, the LF of the last line is framing whichever way it is read.
            #expect(script.counters.pendingBytes == 0)
            #expect(script.counters.takenBytes == UInt64(stream.count))
        }
    }

    @Test func loneEndsAreTextWhereBothAreAskedFor() {
        var script = Script(SerialLine(terminators: .crlf))
        script.receive("a\rb\nc\r\n")
        #expect(script.scans == [scan("a\rb\nc")])
        #expect(script.counters.controlBytes == 2)
    }

    @Test func idleGapEndsALineWithoutTerminator() {
        var script = Script(SerialLine(terminators: .none, idleGap: .milliseconds(100)))
        script.receive("GH1:")
        script.pass(.milliseconds(99))
        script.receive("ABC")
        script.pass(.milliseconds(99))
        #expect(script.scans.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.scans == [scan("GH1:ABC")])
        #expect(script.driver.deadline == nil)
        // Two codes, the loop late: the time of the bytes parts them, not the tick.
        script.receive("1")
        script.now = script.now + .milliseconds(150)
        script.receive("2\r\n")
        script.pass(.seconds(1))
        #expect(script.scans.suffix(2) == [scan("1"), scan("2")])
        #expect(script.faults.isEmpty)
    }

    @Test func halfALineIsNotGluedToTheNext() {
        var script = Script(SerialLine())
        script.receive("GH1:HALF")
        script.pass(.seconds(2))
        #expect(script.events == [.fault(.truncated)])
        script.receive("GH1:WHOLE\r\n")
        #expect(script.scans == [scan("GH1:WHOLE")])
        #expect(script.counters.droppedBytes == 8)
    }

    @Test func aPauseInsideALineIsForgiven() {
        var script = Script(SerialLine())
        script.receive("GH1:")
        script.pass(.milliseconds(1900))
        script.receive("X\n")
        #expect(script.scans == [scan("GH1:X")])
    }

    @Test func identifiersAreTakenOffOrRequiredOrLeft() {
        let lines = "]Q1A\n]Q-A\n]1QB\nC\n"
        var optional = Script(SerialLine(aim: .optional))
        optional.receive(lines)
        #expect(optional.scans == [scan("A", aim: "]Q1"), scan("]Q-A"), scan("]1QB"), scan("C")])
        var required = Script(SerialLine(aim: .required))
        required.receive(lines)
        #expect(required.scans.first == scan("A", aim: "]Q1"))
        #expect(required.faults == [.mode, .mode, .mode])
        var off = Script(SerialLine(aim: .off))
        off.receive(lines)
        #expect(off.scans == [scan("]Q1A"), scan("]Q-A"), scan("]1QB"), scan("C")])
    }

    @Test func identifierWithoutATextIsNoScan() {
        var script = Script(SerialLine())
        script.receive("]Q1\r\n")
        #expect(script.events == [.fault(.truncated)])
        #expect(script.counters.droppedBytes == 3)
        #expect(script.counters.takenBytes == 2)
    }

    @Test func nulsAreStrippedAtTheEndsAndControlsInsideCounted() {
        var script = Script(SerialLine())
        script.receive([0, 0] + Array("]C1A".utf8) + [0x1D, 0, 0x42, 0, 0, 0x0D, 0x0A, 0])
        #expect(script.scans == [Scan(bytes: [0x41, 0x1D, 0, 0x42], aim: "]C1")])
        #expect(script.counters.controlBytes == 2)
        #expect(script.counters.droppedBytes == 0)
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func emptyLinesAreNothing() {
        for terminators in [LineTerminators.newline, .cr, .lf, .crlf] {
            var script = Script(SerialLine(terminators: terminators))
            script.receive([UInt8](repeating: 0x0D, count: 5) + [0x0A, 0, 0x0A, 0x0D, 0, 0, 0x0A])
            script.pass(.seconds(10))
            #expect(script.events.isEmpty)
        }
    }

    @Test func theLongestLinePassesAndTheNextIsDroppedWhole() {
        let text = String(repeating: "x", count: SerialLine.longestText)
        var script = Script(SerialLine(terminators: .crlf))
        script.receive("]Q1\(text)\r\n")
        #expect(script.takeEvents() == [.identified, .scan(scan(text, aim: "]Q1"))])
        for line in ["\(text)y\r\n", "]Q1\(text)y\r\n", "\(text)yyyyyyy\r\n"] {
            script.receive(line)
            script.receive("ok\r\n")
            #expect(script.takeEvents() == [.fault(.oversize), .scan(scan("ok"))], "\(line.count)")
        }
    }

    @Test func aMegabyteIsDroppedAsItComes() {
        var script = Script(SerialLine())
        let block = [UInt8](repeating: UInt8(ascii: "7"), count: 4096)
        for _ in 0..<256 {
            script.receive(block)
            #expect(script.counters.pendingBytes <= 4100)
        }
        script.receive("\r\nGH1:AFTER\r\n")
        #expect(script.events == [.fault(.oversize), .identified, .scan(scan("GH1:AFTER"))])
        #expect(script.counters.droppedBytes == 1_048_577)
        #expect(script.counters.faults == 1)
    }

    @Test func silenceEndsADiscardedLineToo() {
        var script = Script(SerialLine(terminators: .none))
        script.receive([UInt8](repeating: 0x41, count: 5000))
        script.pass(.seconds(1))
        script.receive("B")
        script.pass(.seconds(1))
        #expect(script.events == [.fault(.oversize), .identified, .scan(scan("B"))])
    }

    @Test func startForgetsTheOldTransport() {
        var script = Script(SerialLine())
        script.receive("GH1:HA")
        script.start()
        script.receive("GH1:NEW\n")
        #expect(script.scans == [scan("GH1:NEW")])
        #expect(script.counters.droppedBytes == 6)
    }

    @Test(arguments: 0..<30) func anyBytesAtAnySplit(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let settings: [LineTerminators] = [.newline, .cr, .lf, .crlf, .tab, [.tab, .crlf]]
        let policies: [AIMPolicy] = [.optional, .required, .off]
        let driver = SerialLine(
            terminators: settings[Int(seed) % settings.count], aim: policies[Int(seed) % policies.count])
        // Half of it the bytes that mean something to the driver, or random lines would never end.
        let alphabet: [UInt8] = [0, 9, 0x0A, 0x0D, 0x0D, 0x0A, 0x5D, 0x51, 0x31, 0x1D]
        let stream = (0..<6000).map { _ in
            Bool.random(using: &generator)
                ? alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                : UInt8.random(in: 0...255, using: &generator)
        }
        var whole = Script(driver)
        whole.receive(stream)
        var parts = Script(driver)
        var rest = stream[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...64, using: &generator))
            parts.receive(Array(part))
            rest = rest.dropFirst(part.count)
            let counters = parts.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        #expect(parts.events == whole.events)
        #expect(parts.counters == whole.counters)
        #expect(whole.counters.receivedBytes == 6000)
        whole.pass(.seconds(5))
        #expect(whole.counters.pendingBytes == 0)
        #expect(whole.scans.allSatisfy { !$0.bytes.isEmpty && $0.bytes.first != 0 && $0.bytes.last != 0 })
    }

    @Test func namesOfTerminators() {
        for name in LineTerminators.names {
            #expect(LineTerminators(named: name) != nil, "\(name)")
        }
        #expect(LineTerminators(named: "crlf") == .crlf)
        #expect(LineTerminators(named: "None") == LineTerminators.none)
        #expect(LineTerminators(named: "\r\n") == nil)
    }
}
