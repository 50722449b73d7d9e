import CLinux
import TestSupport
import Testing
import Wire

@testable import EventLoop

/// Nothing is allocated per event in the steady state.
struct AllocationTests {
    @Test(.enabled(if: Allocations.areCounted)) func theCounterCounts() {
        var kept: [[Int]] = []
        let count = Allocations.count { for number in 0..<10 { kept.append([number]) } }
        #expect(count >= 10)
        #expect(kept.count == 10)
        #expect(Allocations.count {} == 0)
    }

    @Test(.enabled(if: Allocations.areCounted)) func aPassAllocatesNothing() throws {
        let loop = try EventLoop()
        let (near, far) = try ByteChannel.pair()
        let wakeup = try Wakeup()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { buffer.deallocate() }
        var bytes = 0
        var wakes = 0
        let idle = loop.makeTimer { _ in }
        let often = loop.makeTimer { _ in }
        _ = try loop.register(near.fd, events: .readable) { _, now in
            bytes += max(0, gh_read(near.fd, buffer.baseAddress, buffer.count))
            idle.arm(at: now + .seconds(2))
            often.arm(at: now)
        }
        _ = try loop.register(wakeup) { _ in wakes += 1 }
        let frame = [UInt8](repeating: 0x5A, count: 9)
        func round() throws {
            _ = frame.withUnsafeBytes { gh_write(far.fd, $0.baseAddress, $0.count) }
            wakeup.signal()
            try loop.poll()
        }
        for _ in 0..<100 { try round() }
        let allocations = try Allocations.count { for _ in 0..<1000 { try round() } }
        #expect(bytes == 1100 * 9)
        #expect(wakes == 1100)
        #expect(allocations == 0)
    }
}
