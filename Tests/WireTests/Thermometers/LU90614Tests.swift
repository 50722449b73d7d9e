import TestSupport
import Testing

@testable import Wire

private func temperature(_ hundredths: Int32) -> Temperature { Temperature(hundredths: hundredths) }

/// A frame with its sum.
private func frame(_ kind: UInt8, _ degrees: UInt8, _ hundredths: UInt8, reserved: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
    let bytes = [0xFE, kind, degrees, hundredths] + reserved
    return bytes + [bytes.reduce(0, &+)]
}

private let body3654: [UInt8] = [0xFE, 0xAC, 0x24, 0x36, 0, 0, 0, 0, 0x04]
private let body3790: [UInt8] = [0xFE, 0xAC, 0x25, 0x5A, 0, 0, 0, 0, 0x29]
private let object3380: [UInt8] = [0xFE, 0xAA, 0x21, 0x50, 0, 0, 0, 0, 0x19]

@Suite("LU90614")
struct LU90614Tests {
    private func passive(_ bytes: [UInt8]) -> Script {
        var script = Script(LU90614())
        script.receive(bytes)
        return script
    }

    private func started(_ mode: ThermometerMode = .object) -> Script {
        var script = Script(LU90614(mode: mode))
        script.start()
        return script
    }

    @Test func decodesThePublishedFrames() {
        let published: [UInt8] = [0xFE, 0xAA, 0x28, 0x1E, 0, 0, 0, 0, 0xEE, 0xFE, 0xAC, 0x28, 0x1E, 0, 0, 0, 0, 0xF0]
        #expect(passive(published).samples == [Sample(object: temperature(4030)), Sample(body: temperature(4030))])
        #expect(passive(body3654).samples == [Sample(body: temperature(3654))])
        #expect(passive(body3790).samples == [Sample(body: temperature(3790))])
        #expect(
            passive(object3380).events == [
                .fact(DeviceFact(.mode, "object")), .identified, .sample(Sample(object: temperature(3380))),
            ])
    }

    @Test(.enabled(if: DeviceVectors.file != nil, "public vectors are not beside the project: skipped"))
    func publicFileHasTheSameBytes() throws {
        #expect(try DeviceVectors.published("lu90614_body_36_54") == body3654)
        #expect(try DeviceVectors.published("lu90614_body_37_90") == body3790)
        #expect(try DeviceVectors.published("lu90614_object_33_80") == object3380)
        #expect(try DeviceVectors.published("lu90614_query_body") == LU90614.bodyMode + LU90614.measure)
    }

    /// Whatever the two bytes of a temperature are, it is one that the module can measure, or a fault.
    @Test func everyValueIsInTheModulesRangeOrAFault() {
        for degrees in UInt8.min...UInt8.max {
            for hundredths: UInt8 in [0, 1, 50, 99, 100, 255] {
                let script = passive(frame(0xAA, degrees, hundredths))
                if hundredths > 99 {
                    #expect(script.samples.isEmpty && script.faults == [.value])
                } else {
                    let expected = temperature(Int32(degrees) * 100 + Int32(hundredths))
                    #expect(script.samples == [Sample(object: expected)])
                    #expect(LU90614.measuringRange.contains(expected))
                }
            }
        }
    }

    @Test(arguments: 0..<4) func reservedBytesMustBeZero(index: Int) {
        var reserved: [UInt8] = [0, 0, 0, 0]
        reserved[index] = 1
        let script = passive(frame(0xAC, 36, 54, reserved: reserved))
        #expect(script.faults == [.value])
        #expect(script.samples.isEmpty)
        #expect(script.counters.takenBytes == 9)
    }

    @Test func noFlippedBitGivesAReading() {
        for clean in [body3654, body3790, object3380] {
            for bit in 0..<72 {
                var flipped = clean
                flipped[bit / 8] ^= 1 << (bit % 8)
                let script = passive(flipped + body3654)
                #expect(script.samples == [Sample(body: temperature(3654))], "bit \(bit)")
            }
        }
    }

    @Test(arguments: 0..<9) func oneLostByteCostsOneFrame(lost: Int) {
        var damaged = body3790
        damaged.remove(at: lost)
        let script = passive(body3654 + damaged + body3654 + object3380)
        #expect(
            script.samples == [
                Sample(body: temperature(3654)), Sample(body: temperature(3654)), Sample(object: temperature(3380)),
            ])
        #expect(!script.faults.isEmpty)
    }

    @Test func anySplitGivesTheSameEvents() {
        let stream =
            [0xFE, 0x00] + body3654 + body3790.dropLast() + [0xFE] + object3380 + [1, 2, 3] + body3654 + [0xFE]
        let whole = passive(stream).events
        #expect(whole.contains(.sample(Sample(object: temperature(3380)))))
        for cut in 0...stream.count {
            var script = Script(LU90614())
            script.receive(stream, splitAt: cut)
            #expect(script.events == whole, "cut at \(cut)")
        }
        var bytewise = Script(LU90614())
        for byte in stream { bytewise.receive([byte]) }
        #expect(bytewise.events == whole)
    }

    @Test func halfAFrameIsNotJoinedToALaterOne() {
        var script = passive(Array(body3654[..<4]))
        script.pass(.milliseconds(500))
        script.receive(Array(body3790[4...]))
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.truncated, .noise])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func setsTheModeOnceAndThenAsks() {
        var script = started(.body)
        #expect(script.takeEvents() == [.transmit([0xFA, 0xC5, 0xBF])])
        script.pass(.milliseconds(49))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.takeEvents() == [.transmit([0xFA, 0xCA, 0xC4])])
        for _ in 0..<20 {
            script.receive(body3654)
            #expect(script.samples == [Sample(body: temperature(3654))])
            _ = script.takeEvents()
            script.pass(.milliseconds(250))
            #expect(script.takeEvents() == [.transmit(LU90614.measure)])
        }
        #expect(script.counters.faults == 0)
    }

    @Test func aLateAnswerIsNotTheNextOne() {
        var script = started()
        script.pass(.milliseconds(50))
        script.pass(.milliseconds(500))
        #expect(script.faults == [.timeout])
        script.pass(.milliseconds(200))
        script.receive(object3380)
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.timeout, .noise])
        #expect(script.counters.droppedBytes == 9)
        _ = script.takeEvents()
        script.pass(.milliseconds(300))
        #expect(script.takeEvents() == [.transmit(LU90614.measure)])
        script.receive(object3380)
        #expect(script.samples == [Sample(object: temperature(3380))])
        // Nor is a second answer to one request.
        script.receive(object3380)
        #expect(script.samples.count == 1)
    }

    @Test func asksForEverAndSlowerOfAnAbsentModule() {
        var script = started()
        _ = script.takeEvents()
        script.pass(.seconds(8))
        let quick = script.takeEvents().count { $0 == .transmit(LU90614.measure) }
        #expect(quick == 8)
        script.pass(.seconds(550))
        #expect(script.takeEvents().count { $0 == .transmit(LU90614.measure) } == 100)
        while script.events.last != .transmit(LU90614.measure) { script.pass(.milliseconds(100)) }
        script.receive(object3380)
        _ = script.takeEvents()
        script.pass(.seconds(1))
        #expect(script.takeEvents().contains(.transmit(LU90614.measure)))
    }

    @Test func theWrongModeIsSetAgainButRarely() {
        var script = started(.body)
        script.pass(.milliseconds(50))
        _ = script.takeEvents()
        script.receive(object3380)
        #expect(
            script.takeEvents() == [
                .fact(DeviceFact(.mode, "object")), .fault(.mode), .transmit(LU90614.bodyMode),
            ])
        var commands = 0
        // Three hours of a module that never obeys.
        for _ in 0..<(3 * 3600 * 4) {
            script.pass(.milliseconds(250))
            script.receive(object3380)
            let events = script.takeEvents()
            commands += events.count { $0 == .transmit(LU90614.bodyMode) }
            #expect(events.contains(.fault(.mode)))
        }
        #expect((7...9).contains(commands))
        #expect(script.samples.isEmpty)
        script.pass(.milliseconds(250))
        script.receive(body3790)
        #expect(script.samples == [Sample(body: temperature(3790))])
    }

    @Test func startForgetsTheOldTransport() {
        var script = passive(Array(body3654[..<8]))
        script.start()
        script.pass(.milliseconds(50))
        script.receive([body3654[8]] + object3380)
        #expect(script.samples == [Sample(object: temperature(3380))])
        #expect(script.counters.droppedBytes == 9)
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func samplesAllocateNothing() {
        let frame = body3654
        var driver: any Driver = LU90614()
        var samples = 0
        let now = Instant(nanoseconds: 0)
        func feed() { driver.receive(frame.span, at: now) { if case .sample = $0 { samples += 1 } } }
        feed()
        #expect(Allocations.count { for _ in 0..<200 { feed() } } == 0)
        #expect(samples == 201)
    }

    @Test(arguments: 0..<10) func everyByteOfGarbageIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var script = seed % 2 == 0 ? started() : passive([])
        for _ in 0..<300 {
            var bytes = generator.bytes(Int.random(in: 0...30, using: &generator))
            if Bool.random(using: &generator) { bytes += [0xFE, 0xAA] }
            if Bool.random(using: &generator) { bytes += body3654 }
            script.receive(bytes)
            script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
            let counters = script.counters
            #expect(counters.pendingBytes < 9)
        }
    }
}
