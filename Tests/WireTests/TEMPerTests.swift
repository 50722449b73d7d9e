import Testing

@testable import Wire

private func name(_ text: String) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0x20, count: 8 - text.utf8.count)
}

private func ambient(_ hundredths: Int32) -> Sample {
    Sample(ambient: Temperature(hundredths: hundredths))
}

private let firmware = DriverEvent.transmit([0x01, 0x86, 0xFF, 0x01, 0x00, 0x00, 0x00, 0x00])
private let data = DriverEvent.transmit([0x01, 0x80, 0x33, 0x01, 0x00, 0x00, 0x00, 0x00])
private let inner: [UInt8] = [0x80, 0x80, 0x08, 0x53, 0x4E, 0x20, 0x00, 0x00]
private let outer: [UInt8] = [0x80, 0x01, 0x06, 0x97, 0x4E, 0x20, 0x00, 0x00]
private let absentCable: [UInt8] = [0x80, 0x01, 0x4E, 0x20, 0x4E, 0x20, 0x00, 0x00]

@Suite("PCsensor TEMPer")
struct TEMPerTests {
    /// A driver that knows its stick, and has just asked for the probes.
    private func measuring(_ first: String = "TEMPerX_", _ second: String = "V3.3") -> Script {
        var script = Script(TEMPer())
        script.start()
        script.receive(name(first))
        script.receive(name(second))
        script.pass(.milliseconds(250))
        _ = script.takeEvents()
        return script
    }

    @Test(arguments: [
        ("temper_808008534E200000", Int32(2131)), ("temper_800106974E200000", 1687),
        ("temper_808009E94E200000", 2537), ("temper_80800A534E200000", 2643), ("temper_800108DC4E200000", 2268),
    ])
    func meansWhatWasCaptured(vector: String, hundredths: Int32) throws {
        var script = Script(TEMPer())
        script.receive(try DeviceVectors.bytes(vector))
        #expect(script.events == [.identified, .sample(ambient(hundredths))])
    }

    @Test func asksForTheNameAndThenForTheProbesOnceASecond() {
        var script = Script(TEMPer())
        script.start()
        #expect(script.takeEvents() == [firmware])
        script.pass(.milliseconds(12))
        script.receive(name("TEMPerX_"))
        script.pass(.milliseconds(72))
        script.receive(name("V3.3"))
        #expect(script.takeEvents() == [.fact(DeviceFact(.firmware, "TEMPerX_V3.3"))])
        script.pass(.milliseconds(250))
        for round in 0..<3 {
            #expect(script.takeEvents() == [data])
            script.pass(.milliseconds(84))
            script.receive(inner)
            #expect(script.events.isEmpty)
            script.pass(.milliseconds(250))
            #expect(script.takeEvents() == (round == 0 ? [.identified] : []) + [.sample(ambient(2131))])
            script.pass(.milliseconds(666))
        }
    }

    @Test func theProbeOnACableIsTheReference() {
        var script = measuring()
        script.receive(inner)
        script.receive(outer)
        #expect(script.samples == [ambient(1687)])
        // Its packet is lost: the reference does not jump, until the cable has been gone for a while.
        for round in 0..<5 {
            script.pass(.milliseconds(round == 0 ? 1000 : 750))
            script.receive(inner)
            script.pass(.milliseconds(250))
        }
        #expect(script.samples == [ambient(1687)])
        #expect(script.faults == Array(repeating: .truncated, count: 5))
        script.pass(.milliseconds(750))
        script.receive(inner)
        script.pass(.milliseconds(250))
        #expect(script.samples == [ambient(1687), ambient(2131)])
    }

    @Test func aCableThatIsAbsentIsNoFault() {
        var script = measuring()
        script.receive(inner)
        script.receive(absentCable)
        script.pass(.seconds(1))
        script.receive(inner)
        script.pass(.milliseconds(250))
        #expect(script.samples == [ambient(2131), ambient(2131)])
        #expect(script.faults.isEmpty)
    }

    @Test func allProbesAbsentIsAFaultValue() {
        var script = measuring()
        script.receive([0x80, 0x80] + absentCable[2...])
        script.receive(absentCable)
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.value])
    }

    @Test func aLostFirstPacketIsAskedForAgain() {
        var script = Script(TEMPer())
        script.start()
        for _ in 0..<3 {
            script.receive(name("V3.3"))
            script.pass(.milliseconds(500))
        }
        #expect(script.faults == [.truncated, .truncated, .truncated])
        script.receive(name("TEMPerX_"))
        script.receive(name("V3.3"))
        #expect(script.events.last == .fact(DeviceFact(.firmware, "TEMPerX_V3.3")))
        #expect(script.events.count { $0 == firmware } == 4)
    }

    @Test(arguments: [("V3.3", Int32(2131)), (".4", 832), ("M12_V1.3", 832)])
    func theSecondHalfAloneDecidesAfterTenTries(tail: String, hundredths: Int32) {
        var script = Script(TEMPer())
        script.start()
        for _ in 0..<10 {
            script.receive(name(tail))
            script.pass(.milliseconds(500))
        }
        #expect(script.events.count { $0 == firmware } == 10)
        #expect(script.events.contains(.fact(DeviceFact(.firmware, tail))))
        #expect(script.events.last == data)
        script.receive(inner)
        script.pass(.milliseconds(250))
        #expect(script.samples == [ambient(hundredths)])
    }

    @Test func withoutAUnitThereIsNoSample() {
        for answer in [nil, name("TEMPerX_"), inner] {
            var script = Script(TEMPer())
            script.start()
            for _ in 0..<10 {
                if let answer { script.receive(answer) }
                script.pass(.milliseconds(500))
            }
            #expect(script.samples.isEmpty)
            #expect(script.faults.last == .device)
            #expect(!script.events.contains(data))
            _ = script.takeEvents()
            // It goes on for ever, after a rest.
            script.pass(.seconds(5))
            #expect(script.events.contains(firmware))
        }
    }

    @Test func fineSticksSend256thsOfADegree() {
        var script = measuring("TEMPerF1", ".4")
        script.receive([0x80, 0x80, 0x15, 0x50, 0x4E, 0x20, 0x00, 0x00])
        script.pass(.milliseconds(250))
        #expect(script.samples == [ambient(2131)])
        #expect(TEMPerFirmware(name: "TEMPer2_M12_V1.3").divisor == 256)
        #expect(TEMPerFirmware(name: "TEMPerGold_V3.1").divisor == 100)
        #expect(TEMPerFirmware.temperature(-896, divisor: 256) == Temperature(hundredths: -350))
        #expect(TEMPerFirmware.temperature(.min, divisor: 256) == Temperature(hundredths: -12800))
    }

    @Test func aLatePacketIsNotTheNextAnswer() {
        var script = measuring()
        script.pass(.milliseconds(250))
        #expect(script.takeEvents() == [.fault(.timeout)])
        script.receive(inner)
        #expect(script.takeEvents() == [.fault(.noise)])
        script.pass(.milliseconds(750))
        #expect(script.takeEvents() == [data])
    }

    @Test func aStickThatFellSilentIsAskedForItsNameAgain() {
        var script = measuring()
        script.pass(.seconds(8))
        #expect(script.faults == Array(repeating: .timeout, count: 8))
        _ = script.takeEvents()
        script.pass(.seconds(5))
        #expect(script.events.contains(firmware))
        #expect(!script.events.contains(data))
    }

    @Test func aKeyboardIsNeverAskedNorBelieved() {
        let boot: [UInt8] = [0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0xC0]
        var script = Script(TEMPer())
        script.driver.describe(TransportDescription(kind: .hidraw, reportDescriptor: boot))
        script.start()
        #expect(script.takeEvents() == [.fault(.device)])
        script.pass(.seconds(60))
        script.receive(inner)
        #expect(script.events == [.fault(.noise)])
    }

    @Test func keyboardsAreKnownByTheirDescriptor() {
        let vendor: [UInt8] = [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x09, 0x01, 0x75, 0x08, 0x95, 0x08, 0x81, 0x02, 0xC0,
        ]
        let keyboard: [UInt8] = [0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0xC0]
        #expect(!KeyboardDescriptor.isKeyboard([]))
        #expect(!KeyboardDescriptor.isKeyboard(vendor))
        #expect(KeyboardDescriptor.isKeyboard(keyboard))
        #expect(KeyboardDescriptor.isKeyboard(vendor + keyboard))
        #expect(KeyboardDescriptor.isKeyboard([0xFE, 0x02, 0x10, 0x09, 0x06] + keyboard))
        #expect(KeyboardDescriptor.isKeyboard([0x0B, 0x06, 0x00, 0x01, 0x00, 0xA1, 0x01]))
        // A mouse, a usage without a collection, and half an item.
        #expect(!KeyboardDescriptor.isKeyboard([0x05, 0x01, 0x09, 0x02, 0xA1, 0x01, 0xC0]))
        #expect(!KeyboardDescriptor.isKeyboard([0x05, 0x01, 0x09, 0x06, 0x81, 0x02, 0xA1, 0x01]))
        #expect(!KeyboardDescriptor.isKeyboard([0x05, 0x01, 0x09, 0x06, 0xA1]))
        #expect(!KeyboardDescriptor.isKeyboard([0xFE]))
    }

    /// The protocol has no check: what can be told apart is a packet that is none. Nothing but the two bytes of the
    /// temperature decides about its value.
    @Test func aFlippedBitOutsideTheTemperatureGivesNoOtherReading() {
        for bit in 0..<64 where bit / 8 != 2 && bit / 8 != 3 {
            var flipped = inner
            flipped[bit / 8] ^= 1 << (bit % 8)
            var script = Script(TEMPer())
            script.receive(flipped)
            #expect(script.samples.allSatisfy { $0 == ambient(2131) }, "bit \(bit)")
        }
    }

    @Test(arguments: 0..<10) func garbageNeverCrashesAndEveryByteIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for isStarted in [false, true] {
            var script = Script(TEMPer())
            if isStarted { script.start() }
            for _ in 0..<300 {
                var bytes = generator.bytes([0, 7, 8, 8, 8, 9, 64].randomElement(using: &generator) ?? 8)
                if bytes.count > 1, Bool.random(using: &generator) {
                    bytes[0] = 0x80
                    bytes[1] = Bool.random(using: &generator) ? 0x80 : 0x01
                }
                if Bool.random(using: &generator) { bytes = name(["TEMPerX_", "V3.3"].randomElement() ?? "") }
                script.receive(bytes)
                script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
                #expect(script.counters.pendingBytes == 0)
            }
            #expect(script.samples.allSatisfy { $0.object == nil && $0.body == nil })
        }
    }
}
