import Testing
import Wire

@testable import Simulator

@Suite("Scanners that speak in reports")
struct HIDScannerTests {
    private let start = Instant(nanoseconds: 0)

    /// All reports of a device, to the last.
    private func reports(_ device: inout some FakeHIDDevice, _ command: DeviceCommand) throws -> [[UInt8]] {
        var reports: [[UInt8]] = []
        device.powerOn(at: start)
        try device.perform(command, at: start) { reports.append($0) }
        while let due = device.deadline { device.tick(at: due) { reports.append($0) } }
        return reports
    }

    @Test func aKeyboardTypes() throws {
        var scanner = FakeKeyboardScanner()
        let typed = try reports(&scanner, .scan("A1"))
        let up = [UInt8](repeating: 0, count: 8)
        #expect(
            typed == [
                [2, 0, 4, 0, 0, 0, 0, 0], up, [0, 0, 0x1E, 0, 0, 0, 0, 0], up, [0, 0, 0x28, 0, 0, 0, 0, 0], up,
            ])
        var silent = FakeKeyboardScanner(terminator: nil)
        #expect(try reports(&silent, .half("z0 ~/")).map { $0[2] } == [0x1D, 0, 0x27, 0, 0x2C, 0, 0x35, 0, 0x38, 0])
        // What is not on its keyboard is left out, and said so.
        #expect(try reports(&silent, .scan("笔\u{7F}")).isEmpty)
        #expect(silent.stateMembers(at: start).contains("\"unknown_characters\":2"))
    }

    /// Every printable character has a key of its own.
    @Test func everyCharacterHasItsKey() {
        let keys = (0x20..<0x7F).compactMap { Unicode.Scalar($0).flatMap { KeyboardUsage($0) } }
        #expect(keys.count == 95)
        #expect(Set(keys).count == 95)
        #expect(!keys.contains { $0.usage == 0x32 || $0.usage < 4 || $0.usage > 0x38 })
    }

    @Test func aLongCodeIsPaced() throws {
        var scanner = FakeKeyboardScanner()
        scanner.powerOn(at: start)
        try scanner.perform(.scan(String(repeating: "x", count: 8192)), at: start) { _ in }
        var last = start
        var count = 0
        while let due = scanner.deadline {
            #expect(due >= last)
            last = due
            scanner.tick(at: due) { _ in count += 1 }
        }
        // The end of what is too long is lost, never the beginning.
        #expect(count == FakeKeyboardScanner.capacity)
        #expect(last - start == FakeKeyboardScanner.usualInterval * (count - 1))
        #expect(throws: CommandError.unplugged("scan")) {
            scanner.powerOff(at: last)
            try scanner.perform(.scan("x"), at: last) { _ in }
        }
    }

    @Test func aPointOfSaleScannerCutsItsCode() throws {
        var scanner = FakePOSScanner()
        let text = String(repeating: "a", count: 56) + String(repeating: "b", count: 38)
        let parts = try reports(&scanner, .scan(text))
        #expect(parts.count == 2 && parts.allSatisfy { $0.count == 64 })
        #expect(parts[0].prefix(5) == [0x02, 0x38, 0x5D, 0x51, 0x31] && parts[0].suffix(3) == [0x73, 0, 1])
        #expect(parts[1].prefix(5) == [0x02, 0x26, 0x5D, 0x51, 0x31] && parts[1].suffix(3) == [0x73, 0, 0])
        #expect(Array(parts[0][5..<61]) + Array(parts[1][5..<43]) == Array(text.utf8))
        #expect(try reports(&scanner, .scan(String(repeating: "c", count: 56))).count == 1)
        #expect(try reports(&scanner, .half("d")).last?.last == 1)
    }
}
