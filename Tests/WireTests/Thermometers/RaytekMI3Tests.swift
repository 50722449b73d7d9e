import TestSupport
import Testing

@testable import Wire

private func sample(_ object: Int32?, _ ambient: Int32? = nil) -> Sample {
    Sample(object: object.map(Temperature.init(hundredths:)), ambient: ambient.map(Temperature.init(hundredths:)))
}

/// A sensor that answers at once, with what it is told to.
private struct FakeSensor {
    var script: Script
    var answers: [String: String] = [
        "V=P": "!VP", "?U": "!UC", "?E": "!E0.950", "?DG": "!DG1.0000", "?DO": "!DO0", "?HEC": "!HEC0000",
        "?I": "!I0028.4", "?T": "!T0036.6",
    ]
    var prefix = ""
    var asked: [String] = []
    private var seen = 0

    init(address: UInt8? = nil) {
        script = Script(RaytekMI3(address: address))
        script.start()
    }

    /// Time passes, in steps; the sensor answers what it understands, refuses the rest, and is silent on an empty text.
    mutating func run(_ duration: Duration) {
        let end = script.now + duration
        repeat {
            while seen < script.events.count {
                let event = script.events[seen]
                seen += 1
                guard case .transmit(let bytes) = event else { continue }
                let text = String(decoding: bytes.dropLast(), as: UTF8.self)
                asked.append(text)
                guard !text.isEmpty, text.hasPrefix(prefix) else { continue }
                let answer = answers[String(text.dropFirst(prefix.count))] ?? "*Syntax Error"
                if !answer.isEmpty { script.receive(prefix + answer + "\r\n") }
            }
            script.pass(.milliseconds(10))
        } while script.now < end
    }
}

@Suite("Raytek MI and MI3")
struct RaytekMI3Tests {
    private func passive(_ text: String) -> Script {
        var script = Script(RaytekMI3())
        script.receive(text)
        return script
    }

    private func facts(_ script: Script) -> [DeviceFact] {
        script.events.compactMap { if case .fact(let fact) = $0 { fact } else { nil } }
    }

    @Test func answersAreSamplesOfWhatTheyHave() {
        #expect(passive("!T0036.6\r\n").events == [.identified, .sample(sample(3660))])
        #expect(passive("!I0028.4\r\n").events == [.identified, .sample(sample(nil, 2840))])
        #expect(passive("!T36.6\r\n!T-4.5\r\n!T+120.25\r\n").samples == [sample(3660), sample(-450), sample(12025)])
        #expect(passive("!T-040.0\r").samples == [sample(-4000)])
        #expect(passive("001!T36.6\r\n024!2I28.4\r\n!1T=99.9\r\n").samples.count == 3)
    }

    @Test func errorsAndSettings() {
        let script = passive(
            "*Syntax Error\r\n001*Syntax error\r\n#XI\r\n!E0.950\r\n!DG1.0120\r\n!DO-3\r\n!UC\r\n!XUMILT\r\n")
        #expect(script.faults == [.device, .device])
        #expect(
            facts(script) == [
                DeviceFact(.emissivity, "0.950"), DeviceFact(.gain, "1.0120"), DeviceFact(.offset, "-3"),
                DeviceFact(.unit, "C"),
            ])
        #expect(script.samples.isEmpty)
        #expect(script.counters.droppedBytes == 0)
    }

    @Test(arguments: [
        "UC T0036.6 I0028.4 E0.950", "C T0036.6 I0028.4 E0.95", "UCT0036.6I0028.4E0.950", "T0036.6 I0028.4 XJ30.1 XT0",
        "UC 1T0036.6 1I0028.4 1E0.950 2T0040.0 2I0029.0 2E0.950", "UC T0036.6 I0028.4 EC0000", "T=36.6 I=28.4",
    ])
    func burstLines(line: String) {
        #expect(passive(line + "\r\n").samples == [sample(3660, 2840)])
        #expect(passive(line + "\r\n").faults.isEmpty)
    }

    @Test func fahrenheitIsConverted() {
        #expect(passive("UF T0097.9 I0083.1 E0.950\r\n").samples == [sample(3661, 2839)])
        #expect(
            passive("!UF\r\n!T0032.0\r\n!T0212.0\r\n!T-040.0\r\n!T0000.0\r\n").samples == [
                sample(0), sample(10000), sample(-4000), sample(-1778),
            ])
        #expect(passive("!HEC0001\r\n!T0212.0\r\n!HEC0000\r\n!T0021.2\r\n").samples == [sample(10000), sample(2120)])
        #expect(facts(passive("!UF\r\n!DO9\r\n")).last == DeviceFact(.offset, "5.00"))
    }

    @Test func anErrorBitIsNeverASample() {
        for bit in 0..<16 {
            let isHarmless = [0, 7, 11, 12].contains(bit)
            let status = String(UInt16(1) << bit, radix: 16, uppercase: true)
            for name in ["HEC", "EC"] {
                let script = passive("!\(name)\(status)\r\n!T0036.6\r\n")
                #expect(script.samples.isEmpty != isHarmless, "\(name) \(bit)")
                #expect(script.faults == (isHarmless ? [] : [.device, .value]))
                let burst = passive("T0036.6 I0028.4 \(name)\(status)\r\n")
                #expect(burst.samples.isEmpty != isHarmless)
            }
        }
        #expect(passive("!HEC0002\r\n!T0036.6\r\n!HEC0000\r\n!T0036.6\r\n").samples == [sample(3660)])
    }

    @Test func temperaturesOutsideTheHeadsAreFaults() {
        #expect(passive("!T-050.1\r\n!T3000.1\r\n!I-040.1\r\n!I0200.1\r\n").faults == [.value, .value, .value, .value])
        #expect(passive("!T-050.0\r\n!T3000.0\r\n!I-040.0\r\n!I0200.0\r\n").samples.count == 4)
    }

    @Test(arguments: [
        "!T", "!T36", "!T.5", "!T36.", "!T3 6.6", "!T36.6 ", "!T36.66666", "!T1234567.8", "!T--3.0", "!T36.6.1",
        "!T36,6", "!T>>>>>", "T", "!", "*", "?T", "!9T36.6", "36.6", "!t36.6", "T36.6 T36.6", "UK T36.6 I28.4",
        "UC T0036.6 I0028.4 E0.950UC T0036.6 I0028.4 E0.950", "HELLO", "UC E0.950", "1!T36.6", "0001!T36.6",
        "!T36.6\u{7}",
        "!T36.6T36.6", "!HECG", "!HEC00000", "!DG", "UC T00 6.6", "\u{0}!T36.6", "T36.6  I", "!E",
    ])
    func whatIsNotExactlyALineIsNoSample(line: String) {
        let script = passive(line + "\r\n!T0036.6\r\n")
        #expect(script.samples == [sample(3660)], "\(line)")
        #expect(script.faults == [.noise])
    }

    /// There is no checksum: a digit that is lost shows only in the width.
    @Test(arguments: 1..<8) func aLostByteIsNoOtherTemperature(lost: Int) {
        var damaged = Array("!T0037.9".utf8)
        damaged.remove(at: lost)
        var script = passive("!T0036.6\r\n")
        script.receive(damaged + [0x0D, 0x0A])
        script.receive("!T0036.7\r\n")
        #expect(script.samples == [sample(3660), sample(3670)])
        #expect(script.faults == [.noise])
    }

    @Test func aLostByteInABurstIsNoOtherTemperature() {
        let line = Array("UC T0037.9 I0028.5 E0.950\r\n".utf8)
        for lost in line.indices {
            var damaged = line
            damaged.remove(at: lost)
            var script = passive("UC T0036.6 I0028.4 E0.950\r\n")
            script.receive(damaged)
            script.receive("UC T0036.6 I0028.4 E0.950\r\n")
            for sample in script.samples {
                #expect([3660, 3790, nil].contains(sample.object?.hundredths), "\(lost)")
                #expect([2840, 2850, nil].contains(sample.ambient?.hundredths), "\(lost)")
            }
        }
    }

    /// Only a flip that turns a digit into another is not seen: the protocol has nothing against it.
    @Test func aFlippedBitIsAnotherDigitOrNoSample() {
        let clean = Array("!T0036.6\r\n".utf8)
        for bit in 0..<(clean.count * 8) {
            var flipped = clean
            flipped[bit / 8] ^= 1 << (bit % 8)
            var script = passive("!T0036.6\r\n")
            script.receive(flipped)
            let isDigit = [2, 3, 4, 5, 7].contains(bit / 8) && (0x30...0x39).contains(flipped[bit / 8])
            let isSign = bit / 8 == 2 && [0x2B, 0x2D, 0x3D].contains(flipped[2])
            let isOther = bit / 8 == 1 && flipped[1] != 0x54
            if !isDigit && !isSign && !isOther {
                #expect(script.samples.allSatisfy { $0 == sample(3660) }, "bit \(bit)")
            }
        }
    }

    @Test func aNewWidthIsLearned() {
        let script = passive("!T0036.6\r\n!T36.7\r\n!T36.8\r\n!T101.0\r\n")
        #expect(script.samples == [sample(3660), sample(3680), sample(10100)])
    }

    @Test func garbageIsBounded() {
        var script = Script(RaytekMI3())
        script.receive([UInt8](repeating: 0x54, count: 100_000))
        #expect(script.faults == [.oversize])
        #expect(script.counters.droppedBytes == 100_000)
        script.receive("\r\n!T0036.6\r\n")
        #expect(script.samples == [sample(3660)])
        #expect(script.counters.pendingBytes == 0)
        #expect(passive(String(repeating: "A", count: 128) + "\r\n").faults == [.noise])
        #expect(passive(String(repeating: "A", count: 129) + "\r\n").faults == [.oversize])
    }

    @Test func anySplitGivesTheSameEvents() {
        let text =
            "6.6 I0028.4\r\nUC T0036.6 I0028.4 E0.950\r\n!T0036.7\r\n*Syntax Error\r\n\r\n#XI\r\n!HEC0002\r\n!T0036.6\r\n"
            + "!HEC0000\r\nxx\r\n001!T0036.8\r\n!T00"
        let stream = Array(text.utf8)
        let whole = passive(text)
        #expect(whole.samples == [sample(3660, 2840), sample(3670), sample(3680)])
        for cut in 0...stream.count {
            var script = Script(RaytekMI3())
            script.receive(stream, splitAt: cut)
            #expect(script.events == whole.events, "cut at \(cut)")
        }
        var bytewise = Script(RaytekMI3())
        for byte in stream { bytewise.receive([byte]) }
        #expect(bytewise.events == whole.events)
    }

    @Test func halfALineIsNotJoinedToALaterOne() {
        var script = passive("!T003")
        script.pass(.milliseconds(500))
        script.receive("6.6\r\n")
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.truncated, .noise])
    }
}

@Suite("Raytek MI and MI3: the dialogue")
struct RaytekDialogueTests {
    private func facts(_ script: Script) -> [DeviceFact] {
        script.events.compactMap { if case .fact(let fact) = $0 { fact } else { nil } }
    }

    @Test func leavesBurstModeReadsTheSettingsAndPolls() {
        var sensor = FakeSensor()
        sensor.run(.seconds(2))
        #expect(
            sensor.asked.prefix(12) == [
                "", "V=P", "?U", "?E", "?DG", "?DO", "?HEC", "?I", "?T", "?HEC", "?I", "?T",
            ])
        #expect(
            facts(sensor.script) == [
                DeviceFact(.unit, "C"), DeviceFact(.emissivity, "0.950"), DeviceFact(.gain, "1.0000"),
                DeviceFact(.offset, "0"),
            ])
        #expect((6...8).contains(sensor.script.samples.count))
        #expect(Set(sensor.script.samples) == [sample(3660, 2840)])
        #expect(sensor.script.faults.isEmpty)
    }

    /// An MI has no status of the head, but an error code.
    @Test func knowsTheOlderModel() {
        var sensor = FakeSensor()
        sensor.answers["?HEC"] = nil
        sensor.answers["?EC"] = "!EC0000"
        sensor.run(.seconds(1))
        #expect(sensor.asked.dropFirst(6).prefix(6) == ["?HEC", "?EC", "?I", "?T", "?EC", "?I"])
        #expect(sensor.script.samples.first == sample(3660, 2840))
        #expect(sensor.script.faults.isEmpty)
        sensor.answers["?EC"] = "!EC0002"
        sensor.run(.milliseconds(300))
        let before = sensor.script.samples.count
        sensor.run(.seconds(2))
        #expect(sensor.script.samples.count == before)
        #expect(sensor.script.faults.prefix(2) == [.device, .value])
    }

    @Test func aSensorWithoutStatusOrAmbientStillMeasures() {
        var sensor = FakeSensor()
        sensor.answers["?HEC"] = nil
        sensor.answers["?I"] = nil
        sensor.run(.seconds(2))
        #expect(Set(sensor.script.samples) == [sample(3660)])
        #expect(sensor.script.faults == [.device])
    }

    @Test func believesNoTemperatureBeforeItKnowsTheUnit() {
        var sensor = FakeSensor()
        sensor.answers["?U"] = ""
        sensor.run(.seconds(20))
        #expect(sensor.script.samples.isEmpty)
        #expect(!sensor.asked.contains("?T"))
        #expect(sensor.script.faults.allSatisfy { $0 == .timeout })
        sensor.answers["?U"] = "!UF"
        sensor.answers["?HEC"] = "!HEC0001"
        sensor.answers["?T"] = "!T0097.9"
        sensor.answers["?I"] = "!I0083.1"
        sensor.run(.seconds(10))
        #expect(Set(sensor.script.samples) == [sample(3661, 2839)])
    }

    @Test func speaksToItsAddressOnly() {
        var sensor = FakeSensor(address: 1)
        sensor.prefix = "001"
        sensor.run(.milliseconds(600))
        #expect(sensor.asked.dropFirst().allSatisfy { $0.hasPrefix("001") })
        #expect(sensor.script.samples.first == sample(3660, 2840))
        sensor.answers["?T"] = ""
        sensor.run(.milliseconds(300))
        let before = sensor.script.samples.count
        sensor.script.receive("!T0040.0\r\n002!T0041.0\r\n")
        #expect(sensor.script.samples.count == before)
        #expect(sensor.script.faults == [.noise])
    }

    @Test func aLateAnswerIsNotTheNextOne() {
        var sensor = FakeSensor()
        sensor.run(.seconds(1))
        sensor.answers["?T"] = ""
        sensor.run(.seconds(1))
        let before = sensor.script.samples.count
        #expect(sensor.script.faults.first == .timeout)
        var script = sensor.script
        while script.events.last != .fault(.timeout) { script.pass(.milliseconds(10)) }
        script.receive("!T0040.0\r\n")
        #expect(script.samples.count == before)
        #expect(script.faults.last == .noise)
    }

    @Test func aBurstWhileAskingIsTheWrongModeAndIsLeft() {
        var sensor = FakeSensor()
        sensor.run(.seconds(1))
        sensor.asked = []
        let before = sensor.script.samples.count
        sensor.script.receive("UC T0040.0 I0028.4 E0.950\r\nUC T0040.0 I0028.4 E0.950\r\n")
        #expect(sensor.script.samples.count == before)
        #expect(sensor.script.faults == [.mode])
        sensor.run(.seconds(1))
        #expect(sensor.asked.contains("V=P"))
        #expect(sensor.script.samples.count > before)
        #expect(!sensor.script.samples.contains(sample(4000, 2840)))
    }

    @Test func aSensorThatBurstsForEverIsNotBelieved() {
        var script = Script(RaytekMI3())
        script.start()
        for _ in 0..<200 {
            script.pass(.milliseconds(50))
            script.receive("UC T0040.0 I0028.4 E0.950\r\n")
        }
        #expect(script.samples.isEmpty)
        let modes = script.events.count { $0 == .transmit(Array("V=P\r".utf8)) }
        #expect((5...12).contains(modes))
    }

    @Test func aRestartReadsTheSettingsAgain() {
        var sensor = FakeSensor()
        sensor.run(.seconds(1))
        sensor.answers["?DG"] = "!DG1.0120"
        sensor.asked = []
        sensor.script.receive("#XI\r\n")
        sensor.run(.seconds(1))
        #expect(sensor.asked.contains("?DG"))
        #expect(facts(sensor.script).last == DeviceFact(.gain, "1.0120"))
    }

    @Test func itsOwnEchoIsNoNoise() {
        var sensor = FakeSensor()
        for (command, answer) in sensor.answers { sensor.answers[command] = "\(command)\r\(answer)" }
        sensor.run(.seconds(2))
        #expect(sensor.script.faults.isEmpty)
        #expect(sensor.script.samples.count >= 6)
    }

    @Test func anAbsentSensorIsAskedForEverAndSlower() {
        var script = Script(RaytekMI3())
        script.start()
        script.pass(.seconds(60))
        _ = script.takeEvents()
        script.pass(.seconds(570))
        let sent = script.takeEvents().count { if case .transmit = $0 { true } else { false } }
        // Two commands in each turn of 5.7 s.
        #expect((198...202).contains(sent))
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func linesAllocateNothing() {
        let burst = Array("UC T0036.6 I0028.4 E0.950\r\n".utf8)
        var driver: any Driver = RaytekMI3()
        var samples = 0
        let now = Instant(nanoseconds: 0)
        func feed() { driver.receive(burst.span, at: now) { if case .sample = $0 { samples += 1 } } }
        feed()
        #expect(Allocations.count { for _ in 0..<200 { feed() } } == 0)
        #expect(samples == 201)
    }

    @Test(arguments: 0..<10) func everyByteOfGarbageIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var script = Script(RaytekMI3())
        if seed % 2 == 0 { script.start() }
        let pieces = [
            "!T", "UC T0036.6", "\r\n", " I0028.4", "*", "001!", "HEC", "0036.6", "!UC\r\n", "!VP\r\n", "#XI\r",
        ]
        for _ in 0..<400 {
            script.receive(generator.bytes(Int.random(in: 0...3, using: &generator)))
            script.receive(pieces.randomElement(using: &generator) ?? "")
            script.pass(.milliseconds(Int.random(in: 0...300, using: &generator)))
            let counters = script.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
            #expect(counters.pendingBytes <= 128)
        }
    }
}
