import TestSupport
import Testing

@testable import Wire

private let complete: [UInt8] = [0x16, 0x02, 0x05, 0x00, 0x00, 0x00, 0x03]
private let nack: [UInt8] = [0x16, 0x03, 0x00, 0x00, 0x01, 0x00, 0x00]
private let busy: [UInt8] = [0x16, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00]

private func padded(_ report: [UInt8]) -> [UInt8] {
    report + [UInt8](repeating: 0, count: 64 - report.count)
}

/// A fetched word of the sensor at 5A.
private func word(_ register: MLX90614Word.Register, _ raw: UInt16) -> [UInt8] {
    let (low, high) = (UInt8(raw & 0xFF), UInt8(raw >> 8))
    let pec = MLX90614Word.pec(address: 0x5A, register: register, low: low, high: high)
    return padded([0x13, 0x02, 0x03, low, high, pec])
}

private func read(_ register: UInt8) -> [DriverEvent] {
    [.transmit([0x11, 0xB4, 0x00, 0x03, 0x01, register]), .transmit([0x15, 0x01])]
}

private let fetch = DriverEvent.transmit([0x12, 0x00, 0x03])
private let ambientRaw: UInt16 = 14783  // 22.51 °C
private let objectRaw: UInt16 = 0x3C80  // 36.61 °C
private let both = Sample(object: Temperature(hundredths: 3661), ambient: Temperature(hundredths: 2251))

@Suite("MLX90614 behind a CP2112")
struct CP2112MLX90614Tests {
    private func events(_ packet: [UInt8]) -> [DriverEvent] {
        var script = Script(CP2112MLX90614())
        script.receive(packet)
        return script.events
    }

    /// A driver whose sensor is there, at its first reading.
    private func started() -> Script {
        var script = Script(CP2112MLX90614())
        script.start()
        script.pass(.milliseconds(250))
        _ = script.takeEvents()
        return script
    }

    @Test func theCheckIsThatOfTheDatasheet() {
        #expect(CRC.smbus([0xB4, 0x07, 0xB5, 0xD2, 0x3A]) == 0x30)
        #expect(MLX90614Word.pec(address: 0x5A, register: .object, low: 0xD2, high: 0x3A) == 0x30)
        #expect(MLX90614Word.emissivity(0xFFFF) == "1.0000")
        #expect(MLX90614Word.emissivity(0xFAE1) == "0.9800")
    }

    @Test func passiveMeansWhatTheTableSays() throws {
        let object = DriverEvent.sample(Sample(object: Temperature(hundredths: 3661)))
        for name in ["cp2112_read_response", "mlx90614_tobj1_36_6"] {
            #expect(events(try DeviceVectors.bytes(name)) == [.identified, object])
        }
        #expect(events(padded(try DeviceVectors.bytes("cp2112_read_response"))) == [.identified, object])
        #expect(events(try DeviceVectors.bytes("cp2112_read_response_bad_pec")) == [.fault(.checksum)])
        #expect(events(try DeviceVectors.bytes("mlx90614_error_flag")) == [.fault(.value)])
        #expect(events(try DeviceVectors.bytes("cp2112_status_nack")) == [.fault(.device)])
        #expect(events(try DeviceVectors.bytes("cp2112_status_complete")).isEmpty)
        #expect(events(try DeviceVectors.bytes("cp2112_status_busy")).isEmpty)
        #expect(events(word(.emissivity, 0xF332)) == [.fact(DeviceFact(.emissivity, "0.9500"))])
        #expect(events([UInt8](repeating: 0x13, count: 65)) == [.fault(.oversize)])
    }

    @Test func startSetsTheBusAndWaitsForTheSensor() throws {
        var script = Script(CP2112MLX90614())
        script.start()
        #expect(
            script.takeEvents() == [
                .setFeature(try DeviceVectors.bytes("cp2112_smbus_config_100kHz")),
                .transmit(try DeviceVectors.bytes("cp2112_cancel")),
            ])
        script.pass(.milliseconds(249))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.takeEvents() == read(0x06))
    }

    @Test func aReadingIsTwoWordsAndTheEmissivityFollowsOnce() throws {
        #expect(read(0x07).first == .transmit(try DeviceVectors.bytes("cp2112_write_read_tobj1")))
        var script = started()
        script.receive(padded(busy))
        #expect(script.takeEvents().isEmpty)
        script.pass(.milliseconds(5))
        #expect(script.takeEvents() == [.transmit(try DeviceVectors.bytes("cp2112_status_request"))])
        script.receive(padded(complete))
        #expect(script.takeEvents() == [.transmit(try DeviceVectors.bytes("cp2112_force_read_3"))])
        script.receive(word(.ambient, ambientRaw))
        #expect(script.takeEvents() == read(0x07))
        script.receive(padded(complete))
        script.receive(word(.object, objectRaw))
        #expect(script.takeEvents() == [fetch, .identified, .sample(both)] + read(0x24))
        script.receive(padded(complete))
        script.receive(word(.emissivity, 0xFFFF))
        #expect(script.takeEvents() == [fetch, .fact(DeviceFact(.emissivity, "1.0000"))])
        for _ in 0..<3 {
            script.pass(.milliseconds(100))
            script.receive(complete)
            script.receive(word(.ambient, ambientRaw))
            script.receive(complete)
            script.receive(word(.object, objectRaw))
            #expect(script.takeEvents() == read(0x06) + [fetch] + read(0x07) + [fetch, .sample(both)])
        }
        #expect(script.counters.pendingBytes == 0)
        #expect(script.counters.droppedBytes == 0)
    }

    @Test func aReadingWithoutItsFirstWordHasTheObjectAlone() {
        for (first, expected) in [
            (word(.ambient, 0xBC80), WireFault.value), (word(.object, ambientRaw), .checksum),
            (padded([0x13, 0x02, 0x01, 0x80]), .truncated),
        ] {
            var script = started()
            script.receive(complete)
            script.receive(first)
            script.receive(complete)
            script.receive(word(.object, objectRaw))
            #expect(script.faults == [expected])
            #expect(script.samples == [Sample(object: both.object)])
        }
    }

    @Test func aWordThatWasNotAskedForIsNoSample() {
        var script = started()
        script.receive(complete)
        script.receive(word(.ambient, ambientRaw))
        script.receive(complete)
        script.receive(word(.ambient, ambientRaw))
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.checksum])
        // Neither is one that comes before it was fetched, nor a bare word.
        script.pass(.milliseconds(100))
        script.receive(word(.ambient, ambientRaw))
        script.receive([0x80, 0x3C, 0x04])
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.checksum, .noise, .noise])
    }

    @Test func anUnpluggedSensorIsAFaultOfTheDeviceAndAskedLessOften() {
        var script = started()
        script.receive(nack)
        #expect(script.takeEvents() == [.fault(.device)])
        var asked = 0
        for _ in 0..<600 {
            script.pass(.milliseconds(100))
            if script.takeEvents().contains(read(0x06)[0]) {
                asked += 1
                script.receive(nack)
            }
        }
        #expect((15...22).contains(asked))
        while !script.events.contains(read(0x06)[0]) { script.pass(.milliseconds(100)) }
        _ = script.takeEvents()
        script.receive(complete)
        script.receive(word(.ambient, ambientRaw))
        script.receive(complete)
        script.receive(word(.object, objectRaw))
        #expect(script.samples == [both])
        // It may be another sensor: its emissivity is asked for again.
        #expect(script.events.suffix(2) == read(0x24)[...])
    }

    @Test func aSilentBridgeIsATimeoutAndItsLateAnswerNoWord() {
        var script = started()
        script.pass(.milliseconds(300))
        #expect(script.takeEvents() == [.transmit([0x17, 0x01]), .fault(.timeout)])
        script.receive(complete)
        script.receive(word(.object, objectRaw))
        #expect(script.faults == [.noise, .noise])
        script.pass(.milliseconds(200))
        #expect(script.events.suffix(2) == read(0x06)[...])
    }

    @Test func aTransferThatNeverEndsIsATimeout() {
        var script = started()
        for _ in 0..<80 {
            script.receive(busy)
            script.pass(.milliseconds(5))
        }
        #expect(script.faults.first == .timeout)
        #expect(script.events.count { $0 == .transmit([0x15, 0x01]) } <= 60)
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func readingsAllocateNothing() {
        var driver: any Driver = CP2112MLX90614()
        var now = Instant(nanoseconds: 0)
        var samples = 0
        let packets = [complete, word(.ambient, ambientRaw), complete, word(.object, objectRaw)]
        let fact = [complete, word(.emissivity, 0xFFFF)]
        func read(_ packets: [[UInt8]]) {
            for index in packets.indices {
                let packet = packets[index]
                driver.receive(packet.span, at: now) { if case .sample = $0 { samples += 1 } }
            }
        }
        driver.start(at: now) { _ in }
        now = now + CP2112MLX90614.startUp
        driver.tick(at: now) { _ in }
        read(packets + fact)
        samples = 0
        let count = Allocations.count {
            for _ in 0..<100 {
                now = now + CP2112MLX90614.interval
                driver.tick(at: now) { _ in }
                read(packets)
            }
        }
        #expect(count == 0)
        #expect(samples == 100)
    }

    @Test func noFlippedBitGivesAnotherReading() throws {
        for name in ["cp2112_read_response", "mlx90614_tobj1_36_6", "mlx90614_error_flag"] {
            let clean = try DeviceVectors.bytes(name)
            for bit in 0..<(clean.count * 8) {
                var flipped = clean
                flipped[bit / 8] ^= 1 << (bit % 8)
                var script = Script(CP2112MLX90614())
                script.receive(flipped)
                // The bridge's own bytes have no check: only the number and status of a report are in doubt.
                #expect(script.samples.allSatisfy { $0 == Sample(object: both.object) }, "\(name), bit \(bit)")
                #expect(clean.count > 3 || script.samples.isEmpty, "\(name), bit \(bit)")
            }
        }
    }

    @Test(arguments: 0..<10) func garbageNeverCrashesAndEveryByteIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for isStarted in [false, true] {
            var script = isStarted ? started() : Script(CP2112MLX90614())
            for _ in 0..<300 {
                var bytes = generator.bytes(Int.random(in: 0...70, using: &generator))
                if !bytes.isEmpty, Bool.random(using: &generator) {
                    bytes[0] = Bool.random(using: &generator) ? 0x13 : 0x16
                    if bytes.count > 2 { bytes[1] &= 3; bytes[2] &= 3 }
                }
                script.receive(bytes)
                script.pass(.milliseconds(Int.random(in: 0...60, using: &generator)))
                #expect(script.counters.pendingBytes == 0)
            }
        }
    }
}
