import Foundation
import Testing

@testable import Wire

private func sample(_ object: Int32, _ ambient: Int32) -> Sample {
    Sample(object: Temperature(hundredths: object), ambient: Temperature(hundredths: ambient))
}

/// What a sequence of bytes means, in one read.
private func events(_ bytes: [UInt8]) -> [DriverEvent] {
    var script = Script(GYMCU90614())
    script.receive(bytes)
    return script.events
}

@Suite("GY-MCU90614")
struct GYMCU90614Tests {
    let normal: [UInt8]
    let fever: [UInt8]
    let trap: [UInt8]

    init() throws {
        normal = try DeviceVectors.bytes("gy90614_normal")
        fever = try DeviceVectors.bytes("gy90614_fever")
        trap = try DeviceVectors.bytes("gy90614_trap_5A5A")
    }

    @Test(arguments: [
        ("gy90614_normal", Int32(3412), Int32(2250)), ("gy90614_fever", 3786, 2307), ("gy90614_idle", 2261, 2250),
        ("gy90614_cold", 3140, 425), ("gy90614_negative_TA", 3000, -350), ("gy90614_10byte_id", 3412, 2250),
    ])
    func meansWhatItsTableSays(name: String, object: Int32, ambient: Int32) throws {
        #expect(events(try DeviceVectors.bytes(name)) == [.identified, .sample(sample(object, ambient))])
    }

    @Test func readsTheSellersFrame() {
        #expect(events(DeviceVectors.published) == [.identified, .sample(sample(3192, 3353))])
    }

    @Test(.enabled(if: DeviceVectors.file != nil, "public vectors are not beside the project: skipped"))
    func publicFileHasTheSameBytes() throws {
        let file = try #require(DeviceVectors.file)
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let vectors = try #require(object as? [String: [String: Any]])
        for (name, hex) in DeviceVectors.hex {
            #expect(vectors[name]?["hex"] as? String == hex, "\(name)")
        }
    }

    @Test func badSumIsOneFault() throws {
        var script = Script(GYMCU90614())
        script.receive(try DeviceVectors.bytes("gy90614_bad_sum"))
        #expect(script.events == [.fault(.checksum)])
        #expect(script.counters.checksumFailures == 1)
        #expect(script.counters.droppedBytes == 9)
        #expect(script.counters.faults == 0)
    }

    @Test func trapIsAFaultAndNotASample() {
        var script = Script(GYMCU90614())
        script.receive(trap + normal)
        #expect(script.events == [.fault(.value), .identified, .sample(sample(3412, 2250))])
        #expect(script.counters.droppedBytes == 0)
        #expect(script.counters.frames == 2)
    }

    /// A stream that begins inside the trap frame: every one of its `5A` looks like a beginning.
    @Test(arguments: 1...8) func resynchronisesInsideTheTrap(cut: Int) {
        var script = Script(GYMCU90614())
        script.receive(Array(trap[cut...]) + normal + fever)
        #expect(script.samples == [sample(3412, 2250), sample(3786, 2307)])
        #expect(script.faults == [.noise])
        #expect(script.counters.droppedBytes == UInt64(9 - cut))
    }

    @Test func valuesOutsideTheChipsRangeAreFaults() {
        for (object, ambient) in [(Int16(-7001), Int16(2000)), (3400, 12501), (3400, -4001), (.min, 2000)] {
            #expect(events(frame(object, ambient)) == [.fault(.value)], "\(object) \(ambient)")
        }
        for (object, ambient) in [(Int16(-7000), Int16(-4000)), (.max, 12500), (-1, -1)] {
            #expect(events(frame(object, ambient)) == [.identified, .sample(sample(Int32(object), Int32(ambient)))])
        }
    }

    @Test func anySplitGivesTheSameEvents() throws {
        let stream = [0x5A, 0x00] + normal + trap + fever + [0x14] + normal.dropLast() + fever + [0x5A, 0x5A, 0x45]
        let whole = events(stream)
        #expect(whole.contains(.sample(sample(3786, 2307))))
        for cut in 0...stream.count {
            var script = Script(GYMCU90614())
            script.receive(stream, splitAt: cut)
            #expect(script.events == whole, "cut at \(cut)")
        }
        var bytewise = Script(GYMCU90614())
        for byte in stream { bytewise.receive([byte]) }
        #expect(bytewise.events == whole)
    }

    @Test func coalescedFramesAllCount() {
        var script = Script(GYMCU90614())
        script.receive(normal + normal + fever + normal)
        #expect(script.samples == [3412, 3412, 3786, 3412].map { sample($0, $0 == 3786 ? 2307 : 2250) })
        #expect(script.counters.takenBytes == 36)
        #expect(script.faults.isEmpty)
    }

    @Test func garbageBetweenFramesIsOneFaultPerRun() {
        var script = Script(GYMCU90614())
        script.receive(normal + [UInt8](repeating: 0xFF, count: 300) + fever + [0x00, 0x5A, 0x5A] + normal)
        #expect(script.samples.count == 3)
        #expect(script.faults == [.noise, .noise])
        #expect(script.counters.droppedBytes == 303)
    }

    /// The Arduino example of the seller loses the rest of the stream here.
    @Test(arguments: 0..<9) func oneLostByteCostsOneFrame(lost: Int) {
        var damaged = fever
        damaged.remove(at: lost)
        var script = Script(GYMCU90614())
        script.receive(normal + damaged + normal + normal)
        #expect(script.samples == [sample(3412, 2250), sample(3412, 2250), sample(3412, 2250)])
    }

    @Test(arguments: 0..<9) func oneDoubledByteCostsAtMostOneFrame(doubled: Int) {
        var damaged = fever
        damaged.insert(fever[doubled], at: doubled)
        var script = Script(GYMCU90614())
        script.receive(normal + damaged + normal)
        #expect(script.samples.first == sample(3412, 2250))
        #expect(script.samples.last == sample(3412, 2250))
        #expect(Set(script.samples).isSubset(of: [sample(3412, 2250), sample(3786, 2307)]))
        // A 5A too many before the frame, or its sum again behind it, is only noise.
        #expect(script.samples.count == ([0, 1, 8].contains(doubled) ? 3 : 2))
    }

    @Test func noFlippedBitGivesAnotherReading() throws {
        for name in ["gy90614_normal", "gy90614_fever", "gy90614_cold", "gy90614_negative_TA", "gy90614_trap_5A5A"] {
            let clean = try DeviceVectors.bytes(name)
            for bit in 0..<(clean.count * 8) {
                var flipped = clean
                flipped[bit / 8] ^= 1 << (bit % 8)
                var script = Script(GYMCU90614())
                script.receive(flipped)
                script.receive(normal)
                #expect(script.samples == [sample(3412, 2250)], "\(name), bit \(bit)")
            }
        }
    }

    @Test func deviceIDIsTakenWithoutWaitingForIt() {
        var script = Script(GYMCU90614())
        script.receive(normal)
        #expect(script.samples.count == 1)
        script.receive([0x14])
        script.receive(fever + [0x01])
        #expect(script.samples.count == 2)
        #expect(script.faults.isEmpty)
        #expect(script.counters.takenBytes == 20)
    }

    @Test func halfAFrameIsNotJoinedToALaterOne() {
        var script = Script(GYMCU90614())
        script.receive(Array(normal[..<5]))
        script.pass(.milliseconds(499))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.events == [.fault(.truncated)])
        script.receive(Array(normal[5...]) + fever)
        #expect(script.samples == [sample(3786, 2307)])
        #expect(script.counters.pendingBytes == 0)
    }

    /// The same when the loop was late and the bytes come before the tick.
    @Test func lateBytesEndAFrameToo() {
        var script = Script(GYMCU90614())
        script.receive(Array(normal[..<5]))
        script.now = script.now + .seconds(3)
        script.receive(Array(normal[5...]))
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.truncated, .noise])
    }

    @Test func asksForOutputAndAsksAgainInSilence() {
        var script = Script(GYMCU90614())
        script.start()
        #expect(script.takeEvents() == [.transmit([0xA5, 0x45, 0xEA])])
        script.pass(.seconds(130))
        // After 2, 6, 14, 30, 62 and 122 s.
        #expect(script.takeEvents() == Array(repeating: .transmit(GYMCU90614.continuous), count: 6))
        for _ in 0..<100 {
            script.receive(normal)
            script.pass(.milliseconds(100))
        }
        #expect(script.samples.count == 100)
        #expect(script.takeEvents().allSatisfy { if case .transmit = $0 { false } else { true } })
        script.pass(.seconds(2))
        #expect(script.takeEvents() == [.transmit(GYMCU90614.continuous)])
    }

    @Test func commandsHaveTheirSums() {
        for command in [GYMCU90614.continuous, GYMCU90614.query] {
            #expect(command[2] == command[0] &+ command[1])
        }
    }

    @Test func startForgetsTheOldTransport() {
        var script = Script(GYMCU90614())
        script.receive(Array(normal[..<8]))
        script.start()
        script.receive([normal[8]] + fever)
        #expect(script.samples == [sample(3786, 2307)])
        #expect(script.counters.droppedBytes == 9)
    }

    @Test(arguments: 0..<20) func garbageNeverCrashesAndEveryByteIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var script = Script(GYMCU90614())
        script.start()
        var sent: UInt64 = 0
        var frames = 0
        for _ in 0..<400 {
            var bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
            // Headers are rare in noise: sow some, or the paths behind them stay untouched.
            if Bool.random(using: &generator) { bytes += [0x5A, 0x5A, 0x45, 0x04].prefix(Int.random(in: 0...4)) }
            if Bool.random(using: &generator) {
                // A frame after nine bytes that cannot belong to one is always found.
                bytes += [UInt8](repeating: 0xFF, count: 9) + normal
                frames += 1
            }
            sent += UInt64(bytes.count)
            script.receive(bytes)
            script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
            let counters = script.counters
            #expect(counters.receivedBytes == sent)
            #expect(counters.takenBytes + counters.droppedBytes <= sent)
            #expect(counters.pendingBytes < 9)
        }
        #expect(script.samples.count { $0 == sample(3412, 2250) } >= frames)
    }

    private func frame(_ object: Int16, _ ambient: Int16) -> [UInt8] {
        var bytes: [UInt8] = [0x5A, 0x5A, 0x45, 0x04]
        for word in [UInt16(bitPattern: object), UInt16(bitPattern: ambient)] {
            bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
        }
        return bytes + [bytes.reduce(0, &+)]
    }
}
