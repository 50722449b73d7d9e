import TestSupport
import Testing

@testable import Wire

private func temperature(_ hundredths: Int32) -> Temperature { Temperature(hundredths: hundredths) }

private func withSum(_ bytes: [UInt8]) -> [UInt8] { bytes + [bytes.reduce(0, &+)] }

/// A free-running frame.
private func frame(emissivity: UInt8 = 98, _ object: Int16, _ ambient: Int16, _ body: Int16) -> [UInt8] {
    var bytes: [UInt8] = [0xA4, 0x03, 0x07, 0x07, emissivity]
    for word in [object, ambient, body].map(UInt16.init(bitPattern:)) {
        bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
    }
    return withSum(bytes)
}

private let published: [UInt8] = [0xA4, 0x03, 0x07, 0x07, 0x62, 0x0D, 0x54, 0x08, 0xCA, 0x0E, 0x44, 0x9C]
private let meaning = Sample(object: temperature(3412), ambient: temperature(2250), body: temperature(3652))
private let other = frame(3380, 2210, 3640)
private let otherMeaning = Sample(object: temperature(3380), ambient: temperature(2210), body: temperature(3640))
private let readOffset: [UInt8] = [0xA4, 0x03, 0x06, 0x01, 0xAE]
private let readTemperatures: [UInt8] = [0xA4, 0x03, 0x07, 0x07, 0xB5]
private let offsetHalf = withSum([0xA4, 0x03, 0x06, 0x01, 105])

@Suite("GY-614V3")
struct GY614V3Tests {
    private func passive(_ bytes: [UInt8]) -> Script {
        var script = Script(GY614V3())
        script.receive(bytes)
        return script
    }

    /// A driver whose module has told its offset.
    private func started() -> Script {
        var script = Script(GY614V3())
        script.start()
        script.receive(offsetHalf)
        return script
    }

    @Test func decodesTheDataFrame() {
        #expect(
            passive(published).events == [.fact(DeviceFact(.emissivity, "0.98")), .identified, .sample(meaning)])
    }

    @Test(.enabled(if: DeviceVectors.file != nil, "public vectors are not beside the project: skipped"))
    func publicFileHasTheSameBytes() throws {
        #expect(try DeviceVectors.published("gy614v_frame") == published)
        #expect(try DeviceVectors.published("gy614v_read_E_TO_TA_BO_request") == readTemperatures)
        let settings = try ["gy614v_set_emissivity_0_98", "gy614v_set_TO_off_plus_0_5", "gy614v_save"].flatMap {
            try DeviceVectors.published($0)
        }
        #expect(
            passive(settings).events == [
                .fact(DeviceFact(.emissivity, "0.98")), .fact(DeviceFact(.offset, "0.5")),
            ])
    }

    @Test func readsAnyRegisters() {
        let object = withSum([0xA4, 0x03, 0x08, 0x02, 0x0D, 0x54])
        #expect(passive(object).samples == [Sample(object: temperature(3412))])
        let bodyAndMore = withSum([0xA4, 0x03, 0x0B, 0x05, 0xCA, 0x0E, 0x44, 0x01, 0x07])
        #expect(
            passive(bodyAndMore).events == [
                .fact(DeviceFact(.firmware, "7")), .identified, .sample(Sample(body: temperature(3652))),
            ])
        let all: [UInt8] = [0xA4, 2, 3, 0, 0, 0, 97, 95, 0x0D, 0x54, 0x08, 0xCA, 0x0E, 0x44, 1, 2]
        #expect(
            passive(withSum([0xA4, 0x03, 0x00, 0x10] + all)).events == [
                .fact(DeviceFact(.offset, "-0.3")), .fact(DeviceFact(.emissivity, "0.95")),
                .fact(DeviceFact(.firmware, "2")), .identified, .sample(meaning),
            ])
        // Half a temperature is none.
        let half = passive(withSum([0xA4, 0x03, 0x08, 0x01, 0x0D]))
        #expect(half.events.isEmpty)
        #expect(half.counters.takenBytes == 6)
    }

    @Test func registersThatDoNotExistAreNoFrame() {
        for header: [UInt8] in [[0xA4, 0x03, 0x10, 0x01], [0xA4, 0x03, 0x07, 0x0A], [0xA4, 0x03, 0x07, 0x00]] {
            let script = passive(withSum(header + [UInt8](repeating: 1, count: Int(header[3]))) + published)
            #expect(script.samples == [meaning])
            #expect(script.faults == [.noise])
        }
    }

    @Test func valuesThatNoChipCanMeanAreFaults() {
        for bytes in [
            frame(-7001, 2000, 3600), frame(3400, 12501, 3600), frame(3400, -4001, 3600), frame(3400, 2000, -7001),
            frame(emissivity: 0, 3400, 2000, 3600), frame(emissivity: 101, 3400, 2000, 3600),
        ] {
            let script = passive(bytes)
            #expect(script.samples.isEmpty)
            #expect(script.faults == [.value])
        }
        #expect(passive(frame(-7000, -4000, -1)).samples.count == 1)
    }

    @Test func factsAreToldOnceAndWhenTheyChange() {
        let script = passive(published + published + frame(emissivity: 95, 3412, 2250, 3652))
        let facts = script.events.compactMap { if case .fact(let fact) = $0 { fact } else { nil } }
        #expect(facts == [DeviceFact(.emissivity, "0.98"), DeviceFact(.emissivity, "0.95")])
    }

    @Test func noFlippedBitGivesAReading() {
        for bit in 0..<(published.count * 8) {
            var flipped = published
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(passive(flipped + other + other).samples.allSatisfy { $0 == otherMeaning }, "bit \(bit)")
        }
    }

    @Test(arguments: 0..<12) func oneLostByteCostsOneFrame(lost: Int) {
        var damaged = published
        damaged.remove(at: lost)
        let script = passive(other + damaged + other + other)
        #expect(script.samples == [otherMeaning, otherMeaning, otherMeaning])
        #expect(!script.faults.isEmpty)
    }

    @Test func anySplitGivesTheSameEvents() {
        let stream =
            [0xA4, 0x03, 0x10] + published + offsetHalf + other.dropLast() + [0xA4] + published
            + withSum([0xA4, 0x06, 0x07, 0x62]) + other + [0xA4, 0x03]
        let whole = passive(stream).events
        #expect(passive(stream).samples.count == 3)
        for cut in 0...stream.count {
            var script = Script(GY614V3())
            script.receive(stream, splitAt: cut)
            #expect(script.events == whole, "cut at \(cut)")
        }
        var bytewise = Script(GY614V3())
        for byte in stream { bytewise.receive([byte]) }
        #expect(bytewise.events == whole)
    }

    @Test func readsTheOffsetAtTheStartAndThenListens() {
        var script = Script(GY614V3())
        script.start()
        #expect(script.takeEvents() == [.transmit(readOffset)])
        script.receive(published)
        script.receive(offsetHalf)
        #expect(
            script.takeEvents() == [
                .fact(DeviceFact(.emissivity, "0.98")), .identified, .sample(meaning),
                .fact(DeviceFact(.offset, "0.5")),
            ])
        for _ in 0..<60 {
            script.pass(.seconds(1))
            script.receive(published)
        }
        #expect(script.events == Array(repeating: .sample(meaning), count: 60))
    }

    @Test func aMissingOffsetIsAskedForAgain() {
        var script = Script(GY614V3())
        script.start()
        for _ in 0..<100 {
            script.pass(.milliseconds(100))
            script.receive(published)
        }
        #expect(script.faults == Array(repeating: .timeout, count: GY614V3.offsetTries))
        #expect(script.events.count { $0 == .transmit(readOffset) } == GY614V3.offsetTries)
        _ = script.takeEvents()
        for _ in 0..<600 {
            script.pass(.milliseconds(100))
            script.receive(published)
        }
        #expect(script.events.count { $0 == .transmit(readOffset) } == 1)
    }

    @Test func aSilentModuleIsAsked() {
        var script = started()
        _ = script.takeEvents()
        script.pass(.milliseconds(1499))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.takeEvents() == [.transmit(readTemperatures)])
        for _ in 0..<10 {
            script.receive(published)
            #expect(script.samples == [meaning])
            _ = script.takeEvents()
            script.pass(.milliseconds(200))
            #expect(script.takeEvents() == [.transmit(readTemperatures)])
        }
    }

    @Test func aLateAnswerIsNotTheNextOne() {
        var script = started()
        script.pass(.milliseconds(1800))
        #expect(script.faults == [.timeout])
        script.receive(published)
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.timeout, .noise])
        _ = script.takeEvents()
        script.pass(.milliseconds(300))
        #expect(script.takeEvents() == [.transmit(readTemperatures)])
        script.receive(other)
        #expect(script.samples == [otherMeaning])
    }

    @Test func aModuleThatStreamsAfterAllIsNotAsked() {
        var script = started()
        script.pass(.milliseconds(1500))
        script.receive(published)
        script.pass(.milliseconds(100))
        script.receive(other)
        #expect(script.samples == [meaning, otherMeaning])
        _ = script.takeEvents()
        for _ in 0..<50 {
            script.pass(.milliseconds(100))
            script.receive(published)
        }
        // At most the request that was already due.
        #expect(script.events.count { $0 == .transmit(readTemperatures) } <= 1)
        #expect(script.samples.count >= 49)
        _ = script.takeEvents()
        script.pass(.milliseconds(1500))
        #expect(script.takeEvents() == [.transmit(readTemperatures)])
    }

    @Test func anAnswerOfAnotherShapeIsTheWrongMode() {
        var script = started()
        _ = script.takeEvents()
        script.receive(withSum([0xA4, 0x03, 0x08, 0x02, 0x0D, 0x54]))
        #expect(script.events == [.fault(.mode)])
    }

    @Test func anAbsentModuleIsAskedForEverAndSlower() {
        var script = Script(GY614V3())
        script.start()
        script.pass(.seconds(60))
        _ = script.takeEvents()
        script.pass(.seconds(530))
        let asked = script.takeEvents().count { if case .transmit = $0 { true } else { false } }
        #expect((99...101).contains(asked))
    }

    @Test func theAddressIsASetting() throws {
        let settings = DriverSettings(address: 0x10)
        var script = Script(try #require(DriverCatalogue.makeDriver(name: "gy-614v3", settings: settings)))
        script.start()
        #expect(script.takeEvents() == [.transmit([0x10, 0x03, 0x06, 0x01, 0x1A])])
        var renamed = published
        renamed[0] = 0x10
        renamed[11] = renamed[11] &- 0xA4 &+ 0x10
        script.receive(published + renamed)
        #expect(script.samples == [meaning])
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func samplesAllocateNothing() {
        let frame = published
        var driver: any Driver = GY614V3()
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
            if Bool.random(using: &generator) { bytes += [0xA4, 0x03, UInt8.random(in: 0...16, using: &generator)] }
            if Bool.random(using: &generator) { bytes += [0xA4, 0x06] }
            if Bool.random(using: &generator) { bytes += published }
            script.receive(bytes)
            script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
            #expect(script.counters.pendingBytes < 21)
        }
    }
}
