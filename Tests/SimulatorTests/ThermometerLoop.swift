import Wire

@testable import Simulator

/// A fake thermometer, a line with faults, and the real driver of the device, in virtual time: what the driver writes
/// reaches the fake at once, what the fake sends comes over the line.
struct ThermometerLoop<Device: FakeDevice> {
    var device: Device
    var driver: any Driver
    var line: FaultyLine
    var now = Instant(nanoseconds: 1_000_000_000)
    var samples: [Sample] = []
    var faults: [WireFault] = []
    var facts: [DeviceFact] = []
    var sent: [[UInt8]] = []
    var written: [[UInt8]] = []

    /// A device that has power; its driver starts with the first `pass`, if at all.
    init(_ device: Device, _ driver: any Driver, seed: UInt64 = 1) {
        self.device = device
        self.driver = driver
        line = FaultyLine(seed: seed)
        self.device.powerOn(at: now)
    }

    mutating func start() {
        var events: [DriverEvent] = []
        driver.start(at: now) { events.append($0) }
        take(events)
    }

    mutating func pass(_ duration: Duration) {
        let end = now + duration
        deliver()
        while let due = [device.deadline, driver.deadline, line.deadline].compactMap(\.self).min(), due <= end {
            now = max(now, due)
            if let due = device.deadline, due <= now {
                var frames: [[UInt8]] = []
                device.tick(at: now) { frames.append($0) }
                send(frames)
            }
            deliver()
            if let due = driver.deadline, due <= now {
                var events: [DriverEvent] = []
                driver.tick(at: now) { events.append($0) }
                take(events)
            }
        }
        now = end
    }

    mutating func perform(_ command: DeviceCommand) throws {
        if line.perform(command, at: now) { return }
        var frames: [[UInt8]] = []
        try device.perform(command, at: now) { frames.append($0) }
        send(frames)
        deliver()
    }

    /// Somebody else writes to the device.
    mutating func write(_ bytes: [UInt8]) {
        var frames: [[UInt8]] = []
        device.receive(bytes, at: now) { frames.append($0) }
        send(frames)
    }

    /// What the device answers to these bytes within a tenth of a second, while no driver runs.
    mutating func answers(to bytes: [UInt8]) -> [[UInt8]] {
        sent = []
        write(bytes)
        pass(.milliseconds(100))
        return sent
    }

    mutating func forget() {
        (samples, faults, facts, sent, written) = ([], [], [], [], [])
    }

    private mutating func send(_ frames: [[UInt8]]) {
        sent += frames
        for frame in frames { line.send(frame, at: now) }
    }

    private mutating func deliver() {
        var heaps: [[UInt8]] = []
        line.deliver(at: now) { heaps.append($0) }
        for heap in heaps {
            var events: [DriverEvent] = []
            driver.receive(heap.span, at: now) { events.append($0) }
            take(events)
        }
    }

    private mutating func take(_ events: [DriverEvent]) {
        for event in events {
            switch event {
            case .sample(let sample): samples.append(sample)
            case .fault(let fault): faults.append(fault)
            case .fact(let fact): facts.append(fact)
            case .transmit(let bytes):
                written.append(bytes)
                write(bytes)
            default: break
            }
        }
    }
}

/// Hexadecimal digits as bytes.
func hex(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}
