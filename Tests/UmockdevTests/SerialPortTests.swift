import Devices
import Glibc
import MockDevices
import TestSupport
import Testing
import Wire

extension MockedDevices {
    /// A serial converter with a node of its own, where the other tests have pseudo-terminals only.
    struct SerialPortTests {
        @Test func opensAConverter() throws {
            let bed = try MockBed()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            let line = SerialLineSettings(baud: 250_000)
            let port = try TransportOpener.open(.serial, path: "/dev/ttyUSB0", line: line)
            try terminal.channel.write([0xFA, 0xC5])
            #expect(try TransportBench.next(port) == (.bytes(2), [0xFA, 0xC5]))
            #expect(port.write([1, 2, 3][...]) == .taken(3))
            #expect(try terminal.channel.read(3) == [1, 2, 3])
            port.close()
        }

        @Test func anUnpluggedConverterIsGone() throws {
            let bed = try MockBed()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            let port = try SerialPort(path: "/dev/ttyUSB0")
            terminal.unplug()
            guard case .gone = try TransportBench.next(port).0 else {
                Issue.record("it is gone")
                return
            }
            port.close()
            #expect(throws: TransportError.absent(["/dev/ttyUSB0"])) { try SerialPort(path: "/dev/ttyUSB0") }
        }
    }
}
