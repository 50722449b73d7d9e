import Devices
import EventLoop
import TestSupport
import Testing
import Wire

/// From the readable descriptor through loop, session and driver to the receiver, nothing is allocated per sample.
struct AllocationTests {
    @Test(.enabled(if: Allocations.areCounted)) func aSampleAllocatesNothing() throws {
        let loop = try EventLoop()
        let terminal = try PseudoTerminal()
        let manager = try DeviceManagerTests.manager(
            [DeviceSettings(name: "t", role: .thermometer, driver: "gy-mcu90614", paths: [terminal.path])], loop)
        var samples = 0
        var celsius = 0.0
        manager.onEvent = { _, event, _ in
            guard case .sample(let sample) = event else { return }
            samples += 1
            celsius += sample.object?.celsius ?? 0
            if samples % 100 == 0 { loop.stop() }
        }
        manager.start()
        let frames = [[UInt8]](repeating: DeviceManagerTests.frame, count: 100).flatMap(\.self)
        try terminal.master.write(frames)
        try loop.run()
        var allocations: UInt64 = 0
        for _ in 0..<10 {
            try terminal.master.write(frames)
            allocations += try Allocations.count { try loop.run() }
        }
        #expect(samples == 1100)
        #expect(abs(celsius - 1100 * 34.12) < 0.01)
        #expect(allocations == 0)
    }
}
