import Devices
import Glibc
import MockDevices
import TestSupport
import Testing
import Wire

extension MockedDevices {
    /// The requests of `hidraw`, by the system call.
    struct HIDRawTests {
        private let descriptor: [UInt8] = [0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0xC0]

        @Test func knowsWhatItOpened() throws {
            let bed = try MockBed()
            let mock = try MockHIDRaw(bed, node: "hidraw0", vendor: 0xFFFE, product: 0x8001, descriptor: descriptor)
            let hid = try HIDRawTransport(path: mock.node)
            #expect(hid.identity.bus == 3)
            #expect((hid.identity.vendor, hid.identity.product) == (0xFFFE, 0x8001))
            #expect(hid.identity.name == "Silicon Laboratories CP2112")
            #expect(hid.description == TransportDescription(kind: .hidraw, reportDescriptor: descriptor))
            hid.close()
        }

        @Test(arguments: [0, 1, 4095]) func readsDescriptorsOfAnyLength(length: Int) throws {
            let bed = try MockBed()
            let long = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: long)
            let hid = try HIDRawTransport(path: mock.node)
            #expect(hid.description.reportDescriptor == long)
            hid.close()
        }

        @Test(arguments: [4096, 100_000]) func refusesADescriptorThatIsTooLong(length: Int) throws {
            let bed = try MockBed()
            let long = [UInt8](repeating: 1, count: length)
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: long)
            #expect(throws: TransportError.self) { try HIDRawTransport(path: mock.node) }
        }

        @Test func reportsAndFeaturesGoBothWays() throws {
            let bed = try MockBed()
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: descriptor)
            mock.change { $0.features[6] = [6, 0, 1, 0x86, 0xA0] }
            let hid = try TransportOpener.open(.hidraw, path: mock.node)
            try mock.channel.write([0x13, 0, 3])
            #expect(try TransportBench.next(hid) == (.bytes(3), [0x13, 0, 3]))
            #expect(hid.write([0x10, 0xB4][...]) == .taken(2))
            #expect(try mock.channel.read(2) == [0x10, 0xB4])
            _ = hid.setFeature([0xFE, 1])
            _ = hid.getFeature(report: 6, length: 14)
            #expect(try TransportBench.next(hid) == (.feature(5), [6, 0, 1, 0x86, 0xA0]))
            #expect(mock.state.set == [[0xFE, 1]])
            mock.change { $0.failure = EPIPE }
            _ = hid.getFeature(report: 6, length: 14)
            #expect(try TransportBench.next(hid).0 == .failed(EPIPE))
            hid.close()
        }

        /// While one device keeps a request waiting, the kernel lets nobody open another one without waiting too.
        @Test func aStuckRequestHoldsUpOpening() throws {
            let bed = try MockBed()
            let (inside, enter) = try ByteChannel.pipe()
            let (leave, outside) = try ByteChannel.pipe()
            let (told, released) = (enter.fd, leave.fd)
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: descriptor) {
                var byte: UInt8 = 1
                write(told, &byte, 1)
                var entry = pollfd(fd: released, events: Int16(POLLIN), revents: 0)
                poll(&entry, 1, ByteChannel.patience)
            }
            let hid = try HIDRawTransport(path: mock.node)
            _ = hid.setFeature([1, 2])
            #expect(try inside.read(1) == [1])
            hid.close()
            #expect(throws: TransportError.transferUnderWay(mock.node)) { try HIDRawTransport(path: mock.node) }
            try outside.write([1])
            while true {
                do throws(TransportError) {
                    try HIDRawTransport(path: mock.node).close()
                    break
                } catch {
                    #expect(error == .transferUnderWay(mock.node))
                    sched_yield()
                }
            }
        }

        @Test func twoDaemonsDoNotShareOne() throws {
            let bed = try MockBed()
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: descriptor)
            let first = try HIDRawTransport(path: mock.node)
            #expect(throws: TransportError.busy(mock.node)) { try HIDRawTransport(path: mock.node) }
            first.close()
            try HIDRawTransport(path: mock.node).close()
        }

        @Test func anUnpluggedDeviceIsGone() throws {
            let bed = try MockBed()
            let mock = try MockHIDRaw(bed, node: "hidraw0", descriptor: descriptor)
            let hid = try HIDRawTransport(path: mock.node)
            mock.unplug()
            guard case .gone = try TransportBench.next(hid).0 else {
                Issue.record("it is gone")
                return
            }
            hid.close()
            #expect(throws: TransportError.absent([mock.node])) { try HIDRawTransport(path: mock.node) }
        }

        @Test func aTerminalIsNoHIDDevice() throws {
            let bed = try MockBed()
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            #expect(throws: TransportError.notHID(terminal.node)) { try HIDRawTransport(path: terminal.node) }
        }
    }
}
