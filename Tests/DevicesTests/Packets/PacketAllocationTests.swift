import Devices
import EventLoop
import TestSupport
import Testing
import Wire

/// From the readable descriptor through loop, session and transport to the driver, nothing is allocated per packet.
struct PacketAllocationTests {
    /// Counts packets, and says so at every hundredth.
    private struct Counter: Driver {
        private(set) var counters = DriverCounters()
        let deadline: Instant? = nil

        mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {}

        mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
            counters.frames += 1
            if counters.frames % 100 == 0 { emit(.identified) }
        }

        mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {}
    }

    private func allocations(
        _ socket: PacketSocket, size: Int, _ open: @escaping DeviceSession.Open
    ) throws -> UInt64 {
        let loop = try EventLoop()
        let session = DeviceSession(
            settings: DeviceSettings(name: "s", role: .scanner, driver: "fake", paths: ["/dev/hidraw9"]),
            driver: Counter(), reactor: loop, log: LogLines().logger, open: open)
        session.onEvent = { _, _ in loop.stop() }
        session.start()
        let packet = [UInt8](repeating: 7, count: size)
        var allocations: UInt64 = 0
        for round in 0..<11 {
            for _ in 0..<100 { try socket.send(packet) }
            let count = try Allocations.count { try loop.run() }
            // The first round is for what is kept from then on.
            if round > 0 { allocations += count }
        }
        #expect(session.counters.driver.frames == 1100)
        return allocations
    }

    @Test(.enabled(if: Allocations.areCounted)) func aReportAllocatesNothing() throws {
        let hid = try FakeHID()
        #expect(try allocations(hid.socket, size: 64) { () throws(TransportError) in hid.transport } == 0)
    }

    @Test(.enabled(if: Allocations.areCounted)) func aKeyAllocatesNothing() throws {
        let keyboard = try FakeKeyboard()
        let transport = try keyboard.open()
        #expect(try allocations(keyboard.socket, size: 72) { () throws(TransportError) in transport } == 0)
    }
}
