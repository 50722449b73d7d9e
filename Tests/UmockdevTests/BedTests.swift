import Glibc
import MockDevices
import TestSupport
import Testing

extension MockedDevices {
    /// The bed itself.
    struct BedTests {
        @Test func devicesComeAndGo() throws {
            let bed = try MockBed()
            #expect(access("/dev/ttyUSB0", F_OK) != 0)
            try bed.add(MockTerminal.description(node: "ttyUSB0", vendor: "0403", product: "6001", serial: "IR-1"))
            #expect(access("/dev/ttyUSB0", F_OK) == 0)
            #expect(access("/dev/serial/by-id/usb-IR-1", F_OK) == 0)
            bed.remove(MockTerminal.path(of: "ttyUSB0"))
            #expect(access("/dev/ttyUSB0", F_OK) != 0)
        }

        @Test func whatADeviceSendsIsRead() throws {
            let bed = try MockBed()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            let fd = open("/dev/ttyUSB0", O_RDWR | O_NONBLOCK | O_NOCTTY)
            let program = ByteChannel(owning: fd)
            try terminal.channel.write([1, 2, 3])
            #expect(try program.read(3) == [1, 2, 3])
            try program.write([4])
            #expect(try terminal.channel.read(1) == [4])
        }

        @Test func aDescriptionThatIsNoneIsRefused() throws {
            let bed = try MockBed()
            #expect(throws: MockBedError.self) { try bed.add("Q: nonsense") }
        }
    }
}
