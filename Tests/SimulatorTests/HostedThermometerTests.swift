import CLinux
import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Simulator

/// Thermometers that are asked, on real pseudo-terminals: the real driver is the host, time is virtual.
@Suite("Thermometers on pseudo-terminals")
struct HostedThermometerTests {
    @Test(arguments: [("lu90614", 9), ("pyrousb", 13), ("evo-thermal-33", 2070)])
    func aDriverReadsItThroughTheTerminal(name: String, frame: Int) throws {
        let directory = try TemporaryDirectory()
        let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
        var options = SimulationOptions(directory: directory.file("devices"), control: directory.file("sim"))
        options.thermometer = name
        let simulation = try Simulation(options, reactor: loop)
        defer { simulation.close() }
        let device = try #require(simulation.devices.first { $0.name == "thermo-1" })
        let fd = gh_open(device.path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0)
        try #require(fd >= 0)
        let port = ByteChannel(owning: fd)
        loop.advance(by: HostedDevice.lookInterval)
        #expect(simulation.answer("subject 36.6") == "ok")

        var driver = try #require(DriverCatalogue.makeDriver(name: name))
        var written: [[UInt8]] = []
        var samples: [Sample] = []
        var events: [DriverEvent] = []
        func take() {
            for event in events {
                if case .sample(let sample) = event { samples.append(sample) }
                if case .transmit(let bytes) = event { written.append(bytes) }
            }
            events = []
        }
        driver.start(at: loop.now) { events.append($0) }
        take()
        var sent: UInt64 = 0
        for _ in 0..<600 {
            for bytes in written {
                try port.write(bytes)
                // Through a work queue of the kernel to the device's end.
                let end = try #require(device.descriptor)
                var entry = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
                try #require(poll(&entry, 1, ByteChannel.patience) == 1)
                loop.deliver(.readable, to: end)
            }
            written = []
            loop.advance(by: .milliseconds(10))
            let total = Self.sent(simulation.answer("thermo-1 state"))
            if total > sent {
                let bytes = try port.read(Int(total - sent))
                #expect(UInt64(bytes.count) == total - sent)
                sent = total
                driver.receive(bytes.span, at: loop.now) { events.append($0) }
            }
            if let due = driver.deadline, due <= loop.now { driver.tick(at: loop.now) { events.append($0) } }
            take()
        }
        #expect(samples.count > 15)
        #expect(abs((samples.last?.object?.celsius ?? 0) - 36.6) < 0.3)
        #expect(driver.counters.droppedBytes == 0 && driver.counters.faults == 0)
        #expect(driver.counters.frames > 15 && sent >= UInt64(15 * frame))
        #expect(simulation.answer("invalid 1") == "ok")
        #expect(simulation.answer("thermo-1 scan A") == "error this device cannot scan")
    }

    private static func sent(_ state: String) -> UInt64 {
        guard let begin = state.firstRange(of: "\"sent\":")?.upperBound else { return 0 }
        return UInt64(state[begin...].prefix { $0.isNumber }) ?? 0
    }
}
