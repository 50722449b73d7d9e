import TestSupport
import Testing

@testable import Wire

/// A frame with its check.
private func frame(
    background: UInt16 = 2951, ambient: UInt16 = 3001, pixels: [Int: UInt16] = [:]
) -> [UInt8] {
    var words = [UInt16](repeating: background, count: 1024)
    for (index, value) in pixels { words[index] = value }
    words += [ambient] + [UInt16](repeating: 0, count: 7)
    var bytes = words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let check = CRC.mpeg2(bytes)
    for half in [UInt16(check >> 16), UInt16(check & 0xFFFF)] { bytes += [UInt8(half & 0xFF), UInt8(half >> 8)] }
    return [0x0D, 0x00] + bytes
}

private func sample(_ object: Int32, _ ambient: Int32) -> Sample {
    Sample(object: Temperature(hundredths: object), ambient: Temperature(hundredths: ambient))
}

/// Pixel (16, 16) is 308.0 K, all others 295.1 K, the sensor 300.1 K.
private let person = frame(pixels: [16 * 32 + 16: 3080])
private let fever = frame(ambient: 2981, pixels: [0: 3111])
private let done: [UInt8] = [0x14, 0x00, 0x00, 0x09]
private let refused: [UInt8] = [0x14, 0x00, 0xFF, 0xFA]

@Suite("Evo Thermal 33")
struct EvoThermal33Tests {
    private func passive(_ bytes: [UInt8]) -> Script {
        var script = Script(EvoThermal33())
        script.receive(bytes)
        return script
    }

    @Test func theHottestPixelIsTheObject() {
        #expect(passive(person).events == [.identified, .sample(sample(3485, 2695))])
        #expect(passive(fever + person).samples == [sample(3795, 2495), sample(3485, 2695)])
    }

    @Test(.enabled(if: DeviceVectors.file != nil, "public vectors are not beside the project: skipped"))
    func publicFileHasTheSameBytes() throws {
        #expect(try DeviceVectors.published("evo33_frame") == person)
        #expect(try DeviceVectors.published("evo_ack_example") == done)
        #expect(try DeviceVectors.published("evo_nack_example") == refused)
    }

    @Test func theImageIsKept() throws {
        var driver = EvoThermal33()
        #expect(driver.image == nil)
        driver.receive(person.span, at: Instant(nanoseconds: 0)) { _ in }
        let image = try #require(driver.image)
        #expect(image[16, 16] == Temperature(hundredths: 3485))
        #expect(image[16, 15] == Temperature(hundredths: 2195))
        #expect(image.deciKelvin.count == 1024)
        driver.receive(fever.span, at: Instant(nanoseconds: 0)) { _ in }
        #expect(driver.image?[0, 0] == Temperature(hundredths: 3795))
        #expect(image[0, 0] == Temperature(hundredths: 2195), "a copy that was kept does not change")
    }

    @Test(arguments: [UInt16(0), 1, 1999, 10001, 0xFFFF])
    func anImplausiblePixelIsAFault(value: UInt16) {
        for place in [0, 511, 1023] {
            let script = passive(frame(pixels: [place: value]))
            #expect(script.events == [.fault(.value)])
            #expect(script.counters.takenBytes == 2070)
        }
        #expect(passive(frame(ambient: value)).events == [.fault(.value)])
    }

    @Test func answersStandBetweenFrames() {
        #expect(passive(done).events == [.identified])
        #expect(passive(refused).events == [.fault(.device)])
        let script = passive(person + done + fever + refused + person)
        #expect(
            script.events == [
                .identified, .sample(sample(3485, 2695)), .sample(sample(3795, 2495)), .fault(.device),
                .sample(sample(3485, 2695)),
            ])
        #expect(script.counters.droppedBytes == 0)
        #expect(
            passive([0x14, 0x00, 0x00, 0x08] + person).events == [
                .fault(.noise), .identified, .sample(sample(3485, 2695)),
            ])
    }

    @Test func theSlidingCheckIsTheCheckOfTheWindow() {
        var generator = SeededGenerator(seed: 7)
        let bytes = generator.bytes(400)
        for window in [1, 4, 100] {
            var sliding = SlidingMPEG2(window: window)
            for index in bytes.indices {
                sliding.slide(in: bytes[index], out: index >= window ? bytes[index - window] : 0)
                let before = [UInt8](repeating: 0, count: max(0, window - index - 1))
                #expect(sliding.value == CRC.mpeg2(before + bytes[max(0, index + 1 - window)...index]))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 3, 100, 1035, 2049, 2065, 2066, 2069]) func oneLostByteCostsOneFrame(lost: Int) {
        var damaged = fever
        damaged.remove(at: lost)
        let script = passive(person + damaged + person + person)
        #expect(script.samples == [sample(3485, 2695), sample(3485, 2695), sample(3485, 2695)])
        #expect(script.faults.count == 1)
    }

    /// A frame with a header in its pixels: 0D 00 on the border of two of them, and as a pixel of its own.
    @Test func aHeaderInsideAFrameIsNoBeginning() {
        var damaged = frame(pixels: [5: 0x0D0B, 6: 0x0C00, 7: 0x0BB8])
        damaged[1500] ^= 1
        let script = passive(damaged + person + done + fever)
        #expect(script.samples == [sample(3485, 2695), sample(3795, 2495)])
        #expect(script.faults == [.checksum])
        #expect(script.counters.droppedBytes == 2070)
    }

    @Test func noFlippedBitGivesAReading() {
        // Every bit of the header, the first pixels, the ambient temperature, the padding and the check, and some
        // of all others.
        let bits = Array(0..<80) + Array(stride(from: 80, to: 2050 * 8, by: 97)) + Array((2050 * 8)..<(2070 * 8))
        for bit in bits {
            var flipped = fever
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(passive(flipped + person).samples == [sample(3485, 2695)], "bit \(bit)")
        }
    }

    @Test func anySplitGivesTheSameEvents() {
        let stream = [0x0D, 0x00, 0x14] + person + done + fever.dropLast(7) + person + [0x14, 0x00] + fever + [0x0D]
        let whole = passive(stream)
        #expect(whole.samples == [sample(3485, 2695), sample(3485, 2695), sample(3795, 2495)])
        for cut in stride(from: 0, to: stream.count, by: 131) {
            var script = Script(EvoThermal33())
            script.receive(stream, splitAt: cut)
            #expect(script.events == whole.events, "cut at \(cut)")
        }
        var bytewise = Script(EvoThermal33())
        for byte in stream { bytewise.receive([byte]) }
        #expect(bytewise.events == whole.events)
    }

    /// A stream of nothing but headers: a driver that summed two kilobytes at each of them would take a thousand times as
    /// long, minutes instead of a moment.
    @Test func hostileHeadersCostNoMoreThanOtherBytes() {
        var script = Script(EvoThermal33())
        let headers = (0..<65536).map { UInt8($0 % 2 == 0 ? 0x0D : 0) }
        for _ in 0..<8 { script.receive(headers) }
        #expect(script.faults == [.checksum])
        #expect(script.counters.pendingBytes < 2070)
        script.receive(person)
        #expect(script.samples == [sample(3485, 2695)])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func halfAFrameIsNotJoinedToALaterOne() {
        var script = passive(Array(person[..<2000]))
        script.pass(.milliseconds(500))
        #expect(script.events == [.fault(.truncated)])
        script.receive(Array(fever[2000...]) + person)
        #expect(script.samples == [sample(3485, 2695)])
    }

    /// The bytes of an older transport are not the beginning of a frame of the new one.
    @Test func startForgetsTheOldTransport() {
        var script = passive(Array(person[..<2000]))
        script.start()
        script.receive(Array(person[2000...]))
        #expect(script.samples.isEmpty)
        #expect(script.counters.droppedBytes == 2070)
    }

    @Test func activatesAndActivatesAgainInSilence() {
        var script = Script(EvoThermal33())
        script.start()
        #expect(script.takeEvents() == [.transmit([0x00, 0x52, 0x02, 0x01, 0xDF])])
        script.receive(done)
        #expect(script.takeEvents() == [.identified])
        for _ in 0..<70 {
            script.pass(.milliseconds(143))
            script.receive(person)
        }
        #expect(script.takeEvents() == Array(repeating: .sample(sample(3485, 2695)), count: 70))
        script.pass(.seconds(130))
        // After 2, 6, 14, 30, 62 and 122 s.
        let asked = script.takeEvents()
        #expect(asked.count { $0 == .transmit(EvoThermal33.activate) } == 6)
        #expect(asked.count { $0 == .fault(.timeout) } == 6)
        script.receive(fever)
        script.pass(.seconds(2))
        #expect(script.takeEvents().last == .transmit(EvoThermal33.activate))
    }

    @Test func commandsHaveTheirChecks() {
        for command in [EvoThermal33.activate, EvoThermal33.deactivate] {
            #expect(CRC.smbus(command.dropLast()) == command.last)
        }
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func framesAllocateNothing() {
        var driver: any Driver = EvoThermal33()
        var samples = 0
        var now = Instant(nanoseconds: 0)
        func feed() {
            now = now + .milliseconds(143)
            driver.receive(person.span, at: now) { if case .sample = $0 { samples += 1 } }
            driver.tick(at: now) { _ in }
        }
        feed()
        #expect(Allocations.count { for _ in 0..<50 { feed() } } == 0)
        #expect(samples == 51)
    }

    @Test(arguments: 0..<6) func everyByteOfGarbageIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var script = Script(EvoThermal33())
        if seed % 2 == 0 { script.start() }
        var frames = 0
        for _ in 0..<60 {
            var bytes = generator.bytes(Int.random(in: 0...300, using: &generator))
            if Bool.random(using: &generator) { bytes += [0x0D, 0x00] }
            if Bool.random(using: &generator) { bytes += done }
            if Bool.random(using: &generator) {
                bytes += person
                frames += 1
            }
            script.receive(bytes)
            script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
            #expect(script.counters.pendingBytes < 2070)
        }
        // Whatever stands before it, a whole frame is found.
        #expect(script.samples.count == frames)
    }
}
