import Testing
import Wire

@testable import Simulator

/// A fake thermometer, and the real driver that reads it.
private struct Bench {
    var device: FakeGYMCU90614
    var driver = GYMCU90614()
    var now = Instant(nanoseconds: 0)
    var frames: [[UInt8]] = []
    var samples: [Sample] = []
    var faults: [WireFault] = []

    init(ambient: Int32 = 2250, seed: UInt64 = 1) {
        device = FakeGYMCU90614(ambient: Temperature(hundredths: ambient), seed: seed)
        device.powerOn(at: now)
    }

    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let due = device.deadline, due <= end {
            now = due
            var sent: [[UInt8]] = []
            device.tick(at: now) { sent.append($0) }
            read(sent)
        }
        now = end
    }

    mutating func write(_ bytes: [UInt8]) {
        var sent: [[UInt8]] = []
        device.receive(bytes, at: now) { sent.append($0) }
        read(sent)
    }

    mutating func perform(_ command: DeviceCommand) throws {
        try device.perform(command, at: now) { _ in }
    }

    private mutating func read(_ sent: [[UInt8]]) {
        frames += sent
        for frame in sent {
            var events: [DriverEvent] = []
            driver.receive(frame.span, at: now) { events.append($0) }
            for event in events {
                if case .sample(let sample) = event { samples.append(sample) }
                if case .fault(let fault) = event { faults.append(fault) }
            }
        }
    }
}

@Suite("Fake GY-MCU90614")
struct ThermometerTests {
    @Test func sendsTenFramesASecondThatTheDriverReads() {
        var bench = Bench()
        bench.pass(.seconds(60))
        #expect(bench.frames.count == 600)
        #expect(bench.samples.count == 600)
        #expect(bench.faults.isEmpty)
        for sample in bench.samples {
            #expect(abs((sample.object?.celsius ?? 0) - 22.61) < 0.3)
            #expect(abs((sample.ambient?.celsius ?? 0) - 22.50) < 0.1)
        }
    }

    @Test func frameIsTheOneOfTheTable() {
        #expect(
            FakeGYMCU90614.frame(object: 3412, ambient: 2250) == [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30])
        #expect(
            FakeGYMCU90614.frame(object: 3000, ambient: -350) == [0x5A, 0x5A, 0x45, 0x04, 0x0B, 0xB8, 0xFE, 0xA2, 0x60])
    }

    @Test(arguments: [3550, 3660, 3910] as [Int32])
    func aPersonIsSeenAsTheyAre(forehead: Int32) throws {
        var bench = Bench()
        bench.pass(.seconds(1))
        try bench.perform(.subject(Temperature(hundredths: forehead)))
        bench.pass(.milliseconds(700))
        bench.samples = []
        bench.pass(.seconds(30))
        let objects = bench.samples.compactMap(\.object?.celsius)
        let mean = objects.reduce(0, +) / Double(objects.count)
        #expect(abs(mean - Double(forehead) / 100) < 0.02)
        #expect(objects.allSatisfy { abs($0 - mean) < 0.2 })
        // Six samples in a row fit into the band of a reading.
        let widest = objects.indices.dropLast(5).map { first in
            let run = objects[first...(first + 5)]
            return (run.max() ?? 0) - (run.min() ?? 0)
        }
        #expect((widest.max() ?? 1) < 0.3)
        try bench.perform(.subject(nil))
        bench.pass(.milliseconds(500))
        #expect((bench.samples.last?.object?.celsius ?? 99) < 24.5)
    }

    @Test func theSameSeedIsTheSameWorld() throws {
        var frames: [[[UInt8]]] = []
        for seed in [7, 7, 8] as [UInt64] {
            var bench = Bench(seed: seed)
            try bench.perform(.subject(Temperature(hundredths: 3660)))
            bench.pass(.seconds(5))
            frames.append(bench.frames)
        }
        #expect(frames[0] == frames[1])
        #expect(frames[0] != frames[2])
    }

    @Test func obeysTheSellersCommands() {
        var bench = Bench()
        bench.write([0xA5, 0x15])
        bench.write([0xBA])
        #expect(bench.frames.count == 1)
        bench.pass(.seconds(1))
        #expect(bench.frames.count == 1)
        // A wrong sum, noise, and then the command for continuous output.
        bench.write([0xA5, 0x45, 0x00, 0x12, 0xA5, 0xA5, 0x45, 0xEA])
        bench.pass(.seconds(1))
        #expect(bench.frames.count == 11)
        bench.write([0xA5, 0x52, 0xF7])
        bench.device.powerOff(at: bench.now)
        bench.device.powerOn(at: bench.now)
        bench.pass(.seconds(1))
        #expect(bench.frames.count == 11)
        bench.write(GYMCU90614.continuous)
        bench.pass(.seconds(1))
        #expect(bench.frames.count == 21)
    }

    @Test func someFirmwareShowsEverybodyNormal() throws {
        var bench = Bench()
        try bench.perform(.insensitive(true))
        var shown: [Double] = []
        for forehead in [3480, 3650, 3900] as [Int32] {
            try bench.perform(.subject(Temperature(hundredths: forehead)))
            bench.pass(.seconds(1))
            bench.samples = []
            bench.pass(.seconds(2))
            shown += bench.samples.compactMap(\.object?.celsius)
        }
        #expect(shown.allSatisfy { (35.9...36.4).contains($0) })
    }

    @Test func trapAndDeviceID() throws {
        var bench = Bench()
        bench.device.deviceID = 0x14
        try bench.perform(.trap)
        bench.pass(.seconds(1))
        #expect(bench.frames.first == [0x5A, 0x5A, 0x45, 0x04, 0x5A, 0x5A, 0x5A, 0x5A, 0x65, 0x14])
        #expect(bench.faults == [.value])
        #expect(bench.samples.count == 9)
        #expect(bench.driver.counters.droppedBytes == 0)
    }

    @Test func aStalledSimulatorDoesNotMakeUpFrames() {
        var device = FakeGYMCU90614()
        device.powerOn(at: Instant(nanoseconds: 0))
        var frames = 0
        device.tick(at: Instant(nanoseconds: 10_000_000_000)) { _ in frames += 1 }
        while let due = device.deadline, due <= Instant(nanoseconds: 11_000_000_000) {
            device.tick(at: due) { _ in frames += 1 }
        }
        #expect((10...12).contains(frames))
    }

    @Test func anotherDevicesCommandIsRefused() {
        var bench = Bench()
        #expect(throws: CommandError.notForThisDevice("scan")) { try bench.perform(.scan("A")) }
    }
}
