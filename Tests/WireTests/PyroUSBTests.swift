import TestSupport
import Testing

@testable import Wire

private func withCheck(_ bytes: [UInt8]) -> [UInt8] {
    let check = CRC.modbus(bytes)
    return bytes + [UInt8(check & 0xFF), UInt8(check >> 8)]
}

private func words(_ words: UInt16..., unit: UInt8 = 1) -> [UInt8] {
    withCheck([unit, 0x04, UInt8(words.count * 2)] + words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
}

private func request(_ first: UInt8, _ count: UInt8) -> DriverEvent {
    .transmit(withCheck([0x01, 0x04, 0x00, first, 0x00, count]))
}

private let normal = Sample(object: Temperature(hundredths: 3410), ambient: Temperature(hundredths: 2840))

@Suite("Calex PyroUSB and PyroMiniBus")
struct PyroUSBTests {
    let reading: [UInt8]

    init() throws {
        reading = try DeviceVectors.bytes("pyrousb_read_reply")
    }

    private func events(_ bytes: [UInt8]) -> [DriverEvent] {
        var script = Script(PyroUSB())
        script.receive(bytes)
        return script.events
    }

    @Test func meansWhatItsTableSays() throws {
        #expect(events(reading) == [.identified, .sample(normal)])
        let hot = Sample(object: Temperature(hundredths: 3790), ambient: Temperature(hundredths: 2840))
        #expect(events(try DeviceVectors.bytes("pyrousb_read_reply_obj_high")) == [.identified, .sample(hot)])
        #expect(events(try DeviceVectors.bytes("pyrousb_read_reply_meas_err")) == [.fault(.value)])
        #expect(events(try DeviceVectors.bytes("pyrousb_exception_illegal_address")) == [.fault(.device)])
        #expect(events(try DeviceVectors.bytes("pyrousb_read_12_15_request")) == [])
        #expect(events(try DeviceVectors.bytes("pyrousb_write_eps_volatile_0_98")) == [])
    }

    @Test(arguments: 0..<16) func onlyTheObjectFlagsLeaveAReading(bit: Int) {
        let isObjectFlag = bit == 3 || bit == 4
        #expect(
            events(words(341, 343, 284, 1 << UInt16(bit)))
                == (isObjectFlag ? [.identified, .sample(normal)] : [.fault(.value)]))
        #expect(events(words(341, 343, 284, 0x18 | 1 << UInt16(bit))).contains(.fault(.value)) == !isObjectFlag)
    }

    @Test func asksForAReadingAndThenForFactsByTurns() throws {
        var script = Script(PyroUSB())
        script.start()
        #expect(script.takeEvents() == [.transmit(try DeviceVectors.bytes("pyrousb_read_12_15_request"))])
        script.pass(.milliseconds(42))
        script.receive(reading)
        #expect(script.takeEvents() == [.identified, .sample(normal)])
        script.pass(.milliseconds(57))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(1))
        #expect(script.takeEvents() == [request(0, 6)])
        script.receive(words(22, 1, 0x0001, 0xE240, 0, 1))
        #expect(script.takeEvents() == [.fact(DeviceFact(.model, "PUA2")), .fact(DeviceFact(.serial, "123456"))])
        script.pass(.milliseconds(100))
        script.receive(reading)
        script.pass(.milliseconds(100))
        #expect(script.takeEvents() == [request(0x12, 4), .sample(normal), request(6, 9)])
        script.receive(words(1, 225, 9500, 9900, 0, 1000, 1, 50, 2))
        #expect(
            script.takeEvents() == [
                .fact(DeviceFact(.reflected, "22.5")), .fact(DeviceFact(.emissivity, "0.9500")),
                .fact(DeviceFact(.transmissivity, "0.9900")), .fact(DeviceFact(.hold, "peak")),
                .fact(DeviceFact(.holdPeriod, "5.0")), .fact(DeviceFact(.averagePeriod, "0.2")),
            ])
        script.pass(.milliseconds(100))
        script.receive(reading)
        script.pass(.milliseconds(100))
        #expect(script.takeEvents() == [request(0x12, 4), .sample(normal), request(0x17, 2)])
        script.receive(words(UInt16(bitPattern: -35), 9800))
        #expect(
            script.takeEvents() == [.fact(DeviceFact(.reflected, "-3.5")), .fact(DeviceFact(.emissivity, "0.9800"))])
        for _ in 0..<5 {
            script.pass(.milliseconds(100))
            script.receive(reading)
            #expect(script.takeEvents() == [request(0x12, 4), .sample(normal)])
        }
    }

    @Test func aMiniBusHasItsOwnRegisters() throws {
        let driver = try #require(
            DriverCatalogue.makeDriver(name: "pyrousb", settings: DriverSettings(address: 1, profile: "pyrominibus")))
        var script = Script(driver)
        script.start()
        #expect(script.takeEvents() == [.transmit(try DeviceVectors.bytes("pyrominibus_read_0E_11_request"))])
        script.receive(reading)
        script.pass(.milliseconds(100))
        script.receive(words(17, 0, 0, 4711, 1))
        script.pass(.milliseconds(100))
        script.receive(reading)
        script.pass(.milliseconds(100))
        script.receive(words(0, 225, 9700, 2, 10, 1))
        #expect(
            script.takeEvents() == [
                .identified, .sample(normal), request(0, 5), .fact(DeviceFact(.model, "PyroMiniBus")),
                .fact(DeviceFact(.serial, "4711")), request(0x0E, 4), .sample(normal), request(5, 6),
                .fact(DeviceFact(.reflected, "off")), .fact(DeviceFact(.emissivity, "0.9700")),
                .fact(DeviceFact(.hold, "valley")), .fact(DeviceFact(.holdPeriod, "1.0")),
                .fact(DeviceFact(.averagePeriod, "0.1")),
            ])
        // Reflected energy is not corrected for: the volatile register says nothing.
        script.pass(.milliseconds(100))
        script.receive(reading)
        script.pass(.milliseconds(100))
        script.receive(words(225, 9700))
        #expect(script.events.last == .fact(DeviceFact(.emissivity, "0.9700")))
        #expect(!script.events.contains(.fact(DeviceFact(.reflected, "22.5"))))
    }

    @Test func askedAt255ItMayAnswerWithItsOwnAddress() throws {
        var script = Script(PyroUSB(address: 255))
        script.start()
        #expect(script.takeEvents() == [.transmit(try DeviceVectors.bytes("pyrousb_broadcast_alt_255"))])
        script.receive(reading)
        #expect(script.samples == [normal])
    }

    @Test func theAnswerOfAnotherDeviceIsNone() {
        var script = Script(PyroUSB(address: 2))
        script.start()
        script.receive(reading)
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.noise])
        script.receive(words(341, 343, 284, 0, unit: 2))
        #expect(script.samples == [normal])
    }

    @Test func aLateAnswerIsNotTheNextOne() {
        var script = Script(PyroUSB())
        script.start()
        script.pass(.milliseconds(250))
        #expect(script.faults == [.timeout])
        script.receive(reading)
        #expect(script.samples.isEmpty)
        #expect(script.faults == [.timeout, .noise])
        script.pass(.milliseconds(250))
        script.receive(reading)
        #expect(script.samples == [normal])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func halfAnAnswerIsForgottenBeforeTheNextRequest() {
        var script = Script(PyroUSB())
        script.start()
        script.receive(Array(reading[..<9]))
        script.pass(.milliseconds(500))
        script.receive(reading)
        #expect(script.faults == [.timeout])
        #expect(script.samples == [normal])
        #expect(script.counters.droppedBytes == 9)
    }

    @Test func anAbsentSensorIsAskedLessOftenAndAskedForItsFactsAgain() {
        var script = Script(PyroUSB())
        script.start()
        script.receive(reading)
        script.pass(.seconds(60))
        _ = script.takeEvents()
        script.pass(.seconds(105))
        let asked = script.takeEvents().count { if case .transmit = $0 { true } else { false } }
        #expect((19...21).contains(asked))
        // It is back, perhaps as another one.
        while script.events.last != request(0x12, 4) { script.pass(.milliseconds(50)) }
        _ = script.takeEvents()
        script.receive(reading)
        script.pass(.milliseconds(100))
        #expect(script.takeEvents() == [.sample(normal), request(0, 6)])
    }

    @Test func factsThatItDoesNotHaveAreLeftOut() {
        var script = Script(PyroUSB())
        script.start()
        script.receive(reading)
        script.pass(.milliseconds(100))
        script.receive(withCheck([0x01, 0x84, 0x02]))
        #expect(script.faults == [.device])
        _ = script.takeEvents()
        var asked: [DriverEvent] = []
        for _ in 0..<400 {
            script.pass(.milliseconds(10))
            for event in script.takeEvents() {
                guard case .transmit = event else { continue }
                asked.append(event)
                if event == request(0x12, 4) { script.receive(reading) }
            }
        }
        // Each of the others twice in vain.
        #expect(asked.count { $0 == request(6, 9) } == 2)
        #expect(asked.count { $0 == request(0x17, 2) } == 2)
        #expect(!asked.contains(request(0, 6)))
    }

    @Test func anOwnEchoIsNoAnswer() throws {
        var script = Script(PyroUSB())
        script.start()
        script.receive(try DeviceVectors.bytes("pyrousb_read_12_15_request") + reading)
        #expect(script.samples == [normal])
        #expect(script.faults.isEmpty)
    }

    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func pollsAllocateNothing() {
        var driver: any Driver = PyroUSB()
        var now = Instant(nanoseconds: 0)
        var samples = 0
        driver.start(at: now) { _ in }
        func poll() {
            driver.receive(reading.span, at: now) { if case .sample = $0 { samples += 1 } }
            now = now + PyroUSB.interval
            driver.tick(at: now) { _ in }
        }
        // The facts are asked for in vain: they come between the first readings.
        for _ in 0..<100 {
            poll()
            now = now + .milliseconds(150)
            driver.tick(at: now) { _ in }
        }
        samples = 0
        #expect(Allocations.count { for _ in 0..<100 { poll() } } == 0)
        #expect(samples == 100)
    }

    @Test func noFlippedBitGivesAnotherReading() throws {
        for name in ["pyrousb_read_reply", "pyrousb_read_reply_obj_high", "pyrousb_read_reply_meas_err"] {
            let clean = try DeviceVectors.bytes(name)
            for bit in 0..<(clean.count * 8) {
                for started in [false, true] {
                    var flipped = clean
                    flipped[bit / 8] ^= 1 << (bit % 8)
                    var script = Script(PyroUSB())
                    if started { script.start() }
                    script.receive(flipped)
                    script.pass(.seconds(1))
                    script.receive(reading)
                    #expect(script.samples.allSatisfy { $0 == normal }, "\(name), bit \(bit)")
                }
            }
        }
    }

    @Test(arguments: 0..<10) func garbageNeverCrashesAndEveryByteIsAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for started in [false, true] {
            var script = Script(PyroUSB())
            if started { script.start() }
            var sent: UInt64 = 0
            for _ in 0..<200 {
                var bytes = generator.bytes(Int.random(in: 0...40, using: &generator))
                if Bool.random(using: &generator) {
                    bytes += [0x01, 0x04, UInt8.random(in: 0...20, using: &generator)]
                }
                script.receive(bytes)
                sent += UInt64(bytes.count)
                script.pass(.milliseconds(Int.random(in: 0...600, using: &generator)))
                #expect(script.counters.receivedBytes == sent)
                #expect(script.counters.pendingBytes <= 255)
            }
            #expect(script.samples.isEmpty)
        }
    }
}
