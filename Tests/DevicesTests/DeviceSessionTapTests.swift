import Devices
import EventLoop
import Glibc
import Testing
import Wire

/// What a capture sees of a session.
struct DeviceSessionTapTests {
    /// What went over the wire, with its time in milliseconds since the beginning.
    final class Tap {
        private(set) var seen: [(Int64, CaptureEntry.Content)] = []

        init(_ bench: Bench) {
            let start = bench.loop.now
            bench.session.tap = { [unowned self] content, now in
                seen.append(((now - start).nanoseconds / 1_000_000, content))
            }
        }

        var contents: [CaptureEntry.Content] { seen.map(\.1) }
    }

    @Test func seesBothWaysAndTheLife() throws {
        let bench = Bench(greeting: [0x01])
        let tap = Tap(bench)
        let transport = bench.plug()
        bench.session.start()
        bench.loop.advance(by: .milliseconds(40))
        bench.receive([36, 0xEE], from: transport)
        bench.loop.advance(by: .milliseconds(10))
        try bench.session.send([7, 8])
        bench.loop.deliver(.hangup, to: transport.fd)
        _ = bench.plug()
        bench.loop.advance(by: .seconds(1))
        #expect(
            tap.contents == [
                .remark("opened"), .sent([0x01]), .received([36, 0xEE]), .sent([0xAC, 0xCE]), .sent([7, 8]),
                .remark("lost"), .remark("opened"), .sent([0x01]),
            ])
        #expect(tap.seen.prefix(5).map(\.0) == [0, 0, 40, 40, 50])
        #expect(bench.takeEvents() == [sample(36)], "the driver sees the same bytes")
    }

    @Test func bytesComeBeforeWhatIsMadeOfThem() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        var order: [String] = []
        bench.session.tap = { content, _ in order.append("\(content)") }
        bench.session.onEvent = { _, _ in order.append("event") }
        bench.receive([36], from: transport)
        #expect(order.count == 2 && order.last == "event")
    }

    @Test func whatIsRefusedIsNotSeen() {
        let bench = Bench()
        let tap = Tap(bench)
        #expect(throws: WriteRefusal.self) { try bench.session.send([1]) }
        #expect(tap.contents.isEmpty)
    }

    @Test func aTransferThatFailsIsSaid() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        let tap = Tap(bench)
        transport.end = .failed(EPIPE)
        bench.loop.deliver(.readable, to: transport.fd)
        guard case .remark(let words)? = tap.contents.first else { return #expect(Bool(false), "\(tap.contents)") }
        #expect(words.hasPrefix("a transfer failed"))
        #expect(bench.session.counters.transferErrors == 1)
    }

    @Test func mayEndItselfWhileItIsTold() {
        let bench = Bench()
        let transport = bench.plug()
        bench.session.start()
        var count = 0
        bench.session.tap = { [unowned bench] _, _ in
            count += 1
            bench.session.tap = nil
        }
        bench.receive([36], from: transport)
        bench.receive([37], from: transport)
        #expect(count == 1)
        #expect(bench.takeEvents() == [sample(36), sample(37)])
    }

    @Test func theHeaderSaysWhatIsKnown() {
        var settings = DeviceSettings(
            name: "s", role: .scanner, driver: "serial-line", paths: [],
            driverSettings: DriverSettings(terminators: .tab))
        settings.line.baud = 115_200
        let header = CaptureHeader(settings, description: nil)
        #expect(header.driver == "serial-line")
        #expect(header.transportWords == "serial 115200 8N1")
        #expect(header.settings.allSatisfy { $0 == ("terminator", "TAB") })
        let hid = CaptureHeader(
            settings, description: TransportDescription(kind: .hidraw, reportDescriptor: [0x05, 0x8C]))
        #expect(hid.transportWords == "hidraw")
        #expect(hid.descriptor == [0x05, 0x8C])
    }
}
