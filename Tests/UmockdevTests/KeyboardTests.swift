import Devices
import Glibc
import MockDevices
import TestSupport
import Testing
import Wire

extension MockedDevices {
    /// The requests of input devices, by the system call.
    struct KeyboardTests {
        private let press: [UInt8] = [UInt8](repeating: 0, count: 16) + [1, 0, 30, 0, 1, 0, 0, 0]

        @Test func grabsAScanner() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4") { $0.lights = [1] }
            let keyboard = try EvdevTransport(path: mock.node)
            #expect(mock.state.isGrabbed)
            #expect(mock.state.clock == CLOCK_MONOTONIC)
            #expect(keyboard.description == TransportDescription(kind: .evdev, capsLock: true, numLock: false))
            #expect((keyboard.identity.bus, keyboard.identity.vendor, keyboard.identity.product) == (3, 0x0C2E, 0x0901))
            #expect((keyboard.identity.version, keyboard.identity.name) == (0x0110, "Barcode Scanner"))
            try mock.channel.write(press)
            #expect(try TransportBench.next(keyboard) == (.bytes(24), press))
            keyboard.close()
            #expect(!mock.state.isGrabbed)
        }

        @Test func waitsForTheKeys() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4") { $0.keysDown = [54] }
            let keyboard = try TransportOpener.open(.evdev, path: mock.node)
            #expect(keyboard.obstacle != nil)
            #expect(mock.state.grabs == 0)
            mock.change { $0.keysDown = [] }
            try mock.channel.write(press)
            #expect(try TransportBench.next(keyboard).0 == .settled)
            #expect(mock.state.isGrabbed)
            #expect(TransportBench.now(keyboard).0 == .nothing)
            keyboard.close()
        }

        @Test func aGrabOfAnotherProgramIsBusy() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4") { $0.isTaken = true }
            #expect(throws: TransportError.busy(mock.node)) { try EvdevTransport(path: mock.node) }
        }

        @Test(
            arguments: [
                ([2: [0, 1]], "pointer"), ([3: [0, 1, 0x35]], "pointer"), ([1: Set(2...11)], "letters"),
                ([1: []], "letters"),
            ] as [([Int: Set<Int>], String)]) func refusesWhatIsNoKeyboard(codes: [Int: Set<Int>], because: String)
            throws
        {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4") { $0.codes.merge(codes) { $1 } }
            let failure = #expect(throws: TransportError.self) { try EvdevTransport(path: mock.node) }
            #expect(failure?.description.contains(because) == true, "\(String(describing: failure))")
            #expect(mock.state.grabs == 0)
        }

        @Test func aWheelOrAVolumeKnobIsNoPointer() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4") { $0.codes.merge([2: [6, 8], 3: [0x20]]) { $1 } }
            try EvdevTransport(path: mock.node).close()
            #expect(mock.state.grabs == 1)
        }

        @Test func anUnpluggedScannerIsGone() throws {
            let bed = try MockBed()
            let mock = try MockKeyboard(bed, node: "event4")
            let keyboard = try EvdevTransport(path: mock.node)
            mock.unplug()
            guard case .gone = try TransportBench.next(keyboard).0 else {
                Issue.record("it is gone")
                return
            }
            keyboard.close()
            #expect(throws: TransportError.absent([mock.node])) { try EvdevTransport(path: mock.node) }
        }
    }
}
