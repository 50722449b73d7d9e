import Testing

@testable import Wire

private func scan(_ text: String, aim: String? = nil) -> Scan {
    Scan(bytes: Array(text.utf8), aim: aim)
}

private let ok: [UInt8] = [0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31]

/// An answer of a GM65 with one byte of data.
private func answer(_ value: UInt8, kind: UInt8 = 0) -> [UInt8] {
    let check = CRC.xmodem([kind, 1, value])
    return [0x02, 0x00, kind, 0x01, value, UInt8(check >> 8), UInt8(check & 0xFF)]
}

@Suite("Commands of scanners on serial lines")
struct ScannerCommandTests {
    private func script(
        _ commands: ScannerCommands, terminators: LineTerminators = .newline, profile: String? = nil
    ) -> Script {
        Script(SerialLine(terminators: terminators, commands: commands, profile: profile))
    }

    /// A GM65 that was started, and whose settings were accepted.
    private func running() -> Script {
        var script = script(.gm65)
        script.start()
        script.receive(answer(0x87))
        script.receive(ok)
        _ = script.takeEvents()
        return script
    }

    // MARK: GM65

    @Test func settingsAreMadeAtTheStart() throws {
        var script = script(.gm65, profile: "induction")
        script.start()
        #expect(script.takeEvents() == [.transmit([0x7E, 0, 0x07, 1, 0, 0xE2, 1, 0x77, 0x91])])
        script.receive(answer(0x87))
        let delay = try ScannerVectors.bytes("gm65_same_code_delay_3s")
        #expect(script.takeEvents() == [.identified, .fact(DeviceFact(.firmware, "87")), .transmit(delay)])
        script.receive(ok)
        #expect(script.takeEvents() == [.transmit([0x7E, 0, 0x07, 1, 0, 0, 1, 0xC5, 0xA4].withCheck)])
        script.receive(answer(0xD5))
        #expect(script.takeEvents() == [.transmit([0x7E, 0, 0x08, 1, 0, 0, 0xD7, 0, 0].withCheck)])
        script.receive(ok)
        #expect(script.takeEvents().isEmpty)
        // Nothing is ever saved to flash (type 09), and a mode that is right is left alone.
        var same = self.script(.gm65, profile: "command")
        same.start()
        for bytes in [answer(0x87), ok, answer(0xD5)] { same.receive(bytes) }
        #expect(same.events.filter { if case .transmit = $0 { true } else { false } }.count == 3)
    }

    @Test func answersAreTakenOutOfTheStreamAtAnySplit() {
        let stream =
            ok + Array("]Q1GH1:A\r\n".utf8) + ok + ok + Array("GH1:B\r".utf8) + ok + Array("\nGH1:".utf8) + ok
            + Array("C\r\n".utf8)
        for cut in 0...stream.count {
            var script = script(.gm65)
            script.receive(stream, splitAt: cut)
            #expect(script.scans == [scan("GH1:A", aim: "]Q1"), scan("GH1:B"), scan("GH1:C")], "\(cut)")
            #expect(script.faults.isEmpty)
            #expect(script.counters.takenBytes == UInt64(stream.count))
        }
        var idle = script(.gm65, terminators: .none)
        idle.receive(ok + Array("GH1:A".utf8))
        idle.pass(.seconds(1))
        idle.receive(ok)
        idle.pass(.seconds(1))
        #expect(idle.scans == [scan("GH1:A")])
        #expect(idle.faults.isEmpty)
    }

    @Test func withoutCommandsNothingIsAnAnswer() {
        var script = script(.none)
        script.receive(ok + Array("A\r".utf8))
        #expect(script.scans == [Scan(bytes: ok + [0x41])])
        script.ask(.trigger)
        #expect(script.refusals == 1)
    }

    @Test func triggers() throws {
        var script = running()
        script.ask(.trigger)
        #expect(script.takeEvents() == [.transmit(try ScannerVectors.bytes("gm65_trigger"))])
        script.receive(ok + Array("]Q1GH1:A\r".utf8))
        #expect(script.takeEvents() == [.scan(scan("GH1:A", aim: "]Q1"))])
        script.ask(.triggerOff)
        script.receive(answer(0, kind: 3))
        #expect(script.faults == [.device])
        script.ask(.beep)
        #expect(script.refusals == 1)
    }

    @Test func lifeIsAskedFor() throws {
        var script = running()
        let question = DriverEvent.transmit(try ScannerVectors.bytes("gm65_heartbeat"))
        script.pass(.seconds(9))
        #expect(script.takeEvents().isEmpty)
        script.pass(.seconds(1))
        #expect(script.takeEvents() == [question])
        script.receive(try ScannerVectors.bytes("gm65_heartbeat_reply_candidate"))
        #expect(script.takeEvents().isEmpty)
        // A code is a sign of life.
        script.pass(.seconds(9))
        script.receive(Array("A\r".utf8))
        script.pass(.seconds(9))
        #expect(script.takeEvents() == [.scan(scan("A"))])
        script.pass(.seconds(3))
        #expect(script.takeEvents() == [question, question, .fault(.timeout)])
        script.pass(.seconds(3600))
        #expect((10...20).contains(script.faults.count))
        _ = script.takeEvents()
        script.receive(try ScannerVectors.bytes("gm65_heartbeat_reply_candidate"))
        #expect(script.takeEvents() == [.identified])
        script.pass(.seconds(10))
        #expect(script.events == [question])
    }

    @Test func aDamagedCommandIsRepeatedOnce() {
        var script = running()
        script.ask(.trigger)
        script.receive(answer(0, kind: 1))
        script.receive(answer(0, kind: 1))
        #expect(script.events.count == 3)
        #expect(script.faults == [.device])
    }

    @Test func aBrokenAnswerTakesTheCodeWithIt() {
        // Bytes of the answer were lost: where the code begins is not known.
        var script = script(.gm65)
        script.receive(Array(ok[..<4]) + Array("]Q1GH1:A\r\n".utf8) + Array("]Q1GH1:B\r\n".utf8))
        #expect(script.events == [.fault(.checksum), .identified, .scan(scan("GH1:B", aim: "]Q1"))])
        #expect(script.counters.pendingBytes == 0)
        var half = self.script(.gm65)
        half.receive(Array(ok[..<5]))
        half.pass(.seconds(2))
        half.receive(Array("A\r\n".utf8))
        #expect(half.events == [.fault(.truncated), .identified, .scan(scan("A"))])
        // A start of text before each code is text.
        var stx = self.script(.gm65)
        stx.receive([0x02] + Array("A\r\n".utf8) + [0x02, 0x0D])
        #expect(stx.scans == [Scan(bytes: [2, 0x41]), Scan(bytes: [2])])
    }

    @Test func noFlippedBitOfAnAnswerIsACode() {
        for terminators in [LineTerminators.newline, .none] {
            for bit in 8..<ok.count * 8 {
                var bytes = ok
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                // A scanner's lone start of text may stand before a code.
                guard bytes[1] == 0 else { continue }
                var script = script(.gm65, terminators: terminators)
                script.receive(bytes)
                script.pass(.seconds(3))
                #expect(script.scans.isEmpty, "bit \(bit)")
                #expect(script.counters.pendingBytes == 0)
            }
        }
    }

    // MARK: Honeywell

    @Test func framesOfHoneywellAtAnySplit() throws {
        let frame = try ScannerVectors.bytes("honeywell_dechdr_frame")
        let stream = Array("6901\r".utf8) + frame + frame + Array("stray\r".utf8)
        for cut in 0...stream.count {
            var script = script(.honeywell)
            script.receive(stream, splitAt: cut)
            let framed = scan("SHA-TEST-0001", aim: "]Q1")
            #expect(
                script.events == [.identified, .scan(scan("6901")), .scan(framed), .scan(framed), .fault(.noise)],
                "\(cut)")
        }
    }

    @Test func damagedFramesOfHoneywellAreNoScans() throws {
        let frame = try ScannerVectors.bytes("honeywell_dechdr_frame")
        for lost in 0..<21 {
            var bytes = frame
            bytes.remove(at: lost)
            var script = script(.honeywell)
            script.receive(frame + bytes)
            script.pass(.seconds(3))
            script.receive(frame)
            #expect(script.scans == [scan("SHA-TEST-0001", aim: "]Q1"), scan("SHA-TEST-0001", aim: "]Q1")], "\(lost)")
            #expect(!script.faults.isEmpty)
            #expect(script.counters.pendingBytes == 0)
        }
        var huge = script(.honeywell)
        huge.receive([0x16, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0x0D, 0x4D])
        #expect(huge.faults == [.oversize])
        var fragment = script(.honeywell)
        fragment.receive(Array(frame[7...]))
        #expect(fragment.events == [.fault(.noise)])
    }

    @Test func answersOfHoneywellAreNoCodes() throws {
        let stream = Array("DECHDR1\u{6}.GH1:A\r\nAIMENA1\u{6};BEPPWR9\u{15}!ABCDEFGHIJ\r\n".utf8)
        for cut in 0...stream.count {
            var script = script(.honeywell)
            script.receive(stream, splitAt: cut)
            #expect(script.scans == [scan("GH1:A"), scan("ABCDEFGHIJ")], "\(cut)")
            #expect(script.faults == [.device])
        }
        var script = script(.honeywell)
        script.start()
        #expect(script.events.isEmpty)
        script.ask(.trigger)
        script.ask(.triggerOff)
        #expect(
            script.takeEvents() == [
                .transmit(try ScannerVectors.bytes("honeywell_serial_trigger_on")),
                .transmit(try ScannerVectors.bytes("honeywell_serial_trigger_off")),
            ])
        script.ask(.heartbeat)
        script.receive("DECHDR0\u{6}.")
        script.pass(.seconds(29))
        #expect(script.faults.isEmpty)
        // From now on it is asked by itself.
        script.pass(.seconds(3))
        #expect(script.faults == [.timeout])
        // An upper-case code that only silence ends.
        var idle = self.script(.honeywell, terminators: .none)
        idle.receive("ABCDEF12")
        idle.pass(.seconds(1))
        #expect(idle.scans == [scan("ABCDEF12")])
    }

    // MARK: Newland

    @Test func answersOfNewland() {
        let good = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30] + Array("SCNTRG1\u{6};".utf8) + [0x03]
        let bad = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30] + Array("SCNTRG1\u{15};".utf8) + [0x03]
        let stream = good + Array("GH1:A\r\n".utf8) + bad + ok + Array("GH1:B\r\n".utf8)
        for cut in 0...stream.count {
            var script = script(.newland)
            script.receive(stream, splitAt: cut)
            #expect(script.scans == [scan("GH1:A"), scan("GH1:B")], "\(cut)")
            #expect(script.faults == [.device])
        }
        var script = script(.newland)
        script.start()
        script.ask(.trigger)
        #expect(
            script.takeEvents() == [
                .transmit([0x7E, 0x01, 0x30, 0x30, 0x30, 0x30, 0x23] + Array("SCNTRG1;".utf8) + [0x03])
            ])
        script.receive(good)
        script.pass(.seconds(60))
        #expect(script.faults.isEmpty)
        script.receive([0x02, 0x01] + [UInt8](repeating: 0x30, count: 200) + [0x0D] + Array("A\r".utf8))
        #expect(script.scans == [scan("A")])
        #expect(script.faults == [.oversize])
    }

    @Test(arguments: [ScannerCommands.gm65, .honeywell, .newland], 0..<10)
    func anyBytesAtAnySplit(commands: ScannerCommands, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces: [[UInt8]] = [
            ok, answer(7), [0x02, 0x00], [0x02, 0x01, 0x30], [0x16, 0xFE], Array("DECHDR1\u{6}.".utf8),
            Array("GH1:A\r\n".utf8),
            try ScannerVectors.bytes("honeywell_dechdr_frame"), Array("ABCDEFG".utf8), [0x0D], [0x0A],
        ]
        let stream = (0..<600).flatMap { _ in
            Int.random(in: 0..<5, using: &generator) == 0
                ? generator.bytes(3) : pieces.randomElement(using: &generator) ?? []
        }
        var whole = script(commands)
        whole.receive(stream)
        var parts = script(commands)
        for part in stream.chunks(of: Int.random(in: 1...30, using: &generator)) {
            parts.receive(part)
            let counters = parts.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        #expect(parts.events == whole.events)
        #expect(parts.counters == whole.counters)
        whole.pass(.seconds(5))
        #expect(whole.counters.pendingBytes == 0)
    }
}

extension [UInt8] {
    /// A request of a GM65 whose last two bytes are made its check.
    fileprivate var withCheck: [UInt8] {
        let check = CRC.xmodem(self[2..<count - 2])
        return dropLast(2) + [UInt8(check >> 8), UInt8(check & 0xFF)]
    }
}
