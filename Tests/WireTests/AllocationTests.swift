import TestSupport
import Testing
import Wire

@Suite("Allocations")
struct AllocationTests {
    /// The hot path: bytes to samples, through the protocol as the daemon calls it, at every split.
    @Test(.enabled(if: Allocations.areCounted, "allocations cannot be counted under a sanitizer: skipped"))
    func samplesAllocateNothing() throws {
        let frame = try DeviceVectors.bytes("gy90614_fever")
        var driver: any Driver = GYMCU90614()
        var samples = 0
        var now = Instant(nanoseconds: 0)
        func feed() {
            now = now + .milliseconds(100)
            let bytes = frame.span
            driver.receive(bytes.extracting(0..<4), at: now) { if case .sample = $0 { samples += 1 } }
            driver.receive(bytes.extracting(4..<9), at: now) { if case .sample = $0 { samples += 1 } }
            driver.tick(at: now) { _ in }
        }
        feed()
        let count = Allocations.count { for _ in 0..<1000 { feed() } }
        #expect(count == 0)
        #expect(samples == 1001)
    }
}
