import EventLoop
import Glibc
import Logging
import MockDevices
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Devices

extension MockedDevices {
    /// Devices by libusb from the uevent to the scan: monitor, matcher, session, transport, driver.
    struct USBLifeTests {
        /// A HID POS scanner: 61 bytes, number 2, three of the symbology, 56 of data, one of "continued".
        static let reports: [UInt8] = [
            0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x03, 0x09,
            0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02, 0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01, 0x25, 0x01, 0x75, 0x01,
            0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03, 0xC0,
        ]
        static func report(_ text: String) -> [UInt8] {
            let data = Array(text.utf8)
            return [2, 0x5D, 0x51, 0x31] + data + [UInt8](repeating: 0, count: 57 - data.count)
        }

        final class Gate {
            let loop: EventLoop
            let manager: DeviceManager
            let log = HotplugLifeTests.CountBox()
            private(set) var scans: [String] = []
            private var isDone: () -> Bool = { false }
            /// Whether opening is refused, as to a user who is not in the group.
            var isDenied = false

            init() throws {
                let loop = try EventLoop()
                let logger = Lines.logger(log)
                let monitor = try DeviceMonitor(reactor: loop, log: logger, isUdevRunning: { false })
                var isDenied: () -> Bool = { false }
                manager = try DeviceManager(
                    settings: [
                        DeviceSettings(
                            name: "pos-1", role: .scanner, driver: "hid-pos",
                            identity: DeviceIdentity(vendor: 0x0C2E, product: 0x0901), transports: [.usb], paths: [])
                    ], sentry: HotplugLifeTests.NoSentry(), reactor: loop, log: logger, watch: monitor,
                    openInterface: { path, choice throws(TransportError) in
                        if isDenied() { throw .denied(path) }
                        return try DeviceManager.openInterface(path, choice)
                    })
                self.loop = loop
                isDenied = { [unowned self] in self.isDenied }
                manager.onState = { [unowned self] _, _, _ in look() }
                manager.onEvent = { [unowned self] _, event, _ in
                    if case .scan(let scan) = event { scans.append(scan.text) }
                    look()
                }
                manager.start()
            }

            var status: DeviceStatus { manager.status[0] }

            private func look() {
                if isDone() { loop.stop() }
            }

            /// Runs until `test` is true, and returns how long that took by the loop's clock.
            @discardableResult
            func run(_ what: Comment, until test: @escaping () -> Bool) throws -> Duration {
                isDone = test
                let began = loop.now
                // Far longer than it takes: only a failure waits for it.
                let timer = loop.schedule(at: began + .seconds(20)) { [unowned self] _ in loop.stop() }
                if !test() { try loop.run() }
                timer.cancel()
                isDone = { false }
                try #require(test(), what)
                return loop.now - began
            }
        }

        private struct Lines: LogHandler {
            let box: HotplugLifeTests.CountBox
            var logLevel = Logger.Level.trace
            var metadata: Logger.Metadata = [:]
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }
            func log(event: LogEvent) { box.lines.withLock { $0.append("\(event.message)") } }

            static func logger(_ box: HotplugLifeTests.CountBox) -> Logger {
                Logger(label: "test") { _ in Lines(box: box) }
            }
        }

        @Test func aThousandCyclesLeaveNothingBehind() throws {
            let bed = try MockBed()
            let gate = try Gate()
            let session = gate.manager.session(at: 0)
            var files: [String]?
            for round in 0..<1000 {
                let said = gate.log.lines.withLock { $0.count }
                // The kernel gives a device another number each time, and it may be in another port.
                let mock = try MockUSB(bed, number: 2 + round % 120, port: "1.\(1 + round % 4)", reports: Self.reports)
                mock.change { $0.input = [Self.report("code \(round)")] }
                let time = try gate.run("round \(round) is read") { gate.scans.last == "code \(round)" }
                try #require(time < .seconds(5))
                mock.unplug()
                try gate.run("round \(round) is lost") { gate.status.state == .lost }
                for _ in 0..<3 { try gate.loop.poll() }
                let lines = gate.log.lines.withLock { Array($0.dropFirst(said)) }
                try #require(lines.count == 3, "round \(round): \(lines)")
                USBChores.settle(.seconds(20))
                files = files ?? USBTransportTests.openFiles()
                try #require(USBTransportTests.openFiles() == files, "round \(round)")
                try #require(mock.state.underWay == 0)
            }
            #expect(gate.manager.session(at: 0) === session)
            #expect(gate.status.counters.opened == 1000 && gate.status.counters.resets == 0)
            gate.manager.stop()
        }

        @Test func latePermissions() throws {
            let bed = try MockBed()
            let gate = try Gate()
            gate.isDenied = true
            let mock = try MockUSB(bed, number: 4, reports: Self.reports)
            try gate.run("it is denied") { gate.status.state == .opening }
            #expect(gate.status.problem?.contains("udev rules") == true)
            gate.isDenied = false
            bed.uevent("change", at: mock.path)
            try gate.run("it is opened") { gate.status.state == .ready }
            gate.manager.stop()
            #expect(mock.state.owner == "usbhid", "given back before the program ends")
        }

        @Test func aBusyInterfaceIsTakenWhenItIsFree() throws {
            let bed = try MockBed()
            let gate = try Gate()
            let mock = try MockUSB(bed, number: 4, reports: Self.reports)
            mock.change { $0.isTaken = true }
            try gate.run("it is busy") { gate.status.state == .opening }
            #expect(gate.status.problem?.contains(mock.node) == true)
            mock.change { $0.isTaken = false }
            try gate.run("it is opened") { gate.status.state == .ready }
            gate.manager.stop()
        }

        @Test func aWedgedDeviceIsResetAndReadAgain() throws {
            let bed = try MockBed()
            let gate = try Gate()
            let mock = try MockUSB(bed, number: 4, reports: Self.reports)
            try gate.run("it is opened") { gate.status.state == .ready }
            // The others that wait are taken back with each.
            mock.change { $0.readFailures = Array(repeating: EPROTO, count: Distress.transfers) }
            try gate.run("it is reset") { gate.status.counters.resets == 1 && gate.status.state == .ready }
            #expect(mock.state.resets == 1)
            mock.change { $0.input = [Self.report("after")] }
            try gate.run("it is read") { gate.scans.last == "after" }
            #expect(gate.log.lines.withLock { $0.filter { $0.contains("was reset") }.count } == 1)
            #expect(gate.status.counters.resets == 1)
            gate.manager.stop()
        }

        @Test func stoppedWithTransfersThatComeLater() throws {
            let bed = try MockBed()
            let gate = try Gate()
            let mock = try MockUSB(bed, number: 4, reports: Self.reports)
            try gate.run("it is opened") { gate.status.state == .ready }
            mock.change { $0.keepsCancelled = true }
            gate.manager.session(at: 0).stop()
            #expect(mock.state.underWay == USBTransport.reads)
            mock.letGo()
            mock.change { $0.isGone = true }
            let end = BootClock.now + .seconds(20)
            while USBChores.has(mock.node), BootClock.now < end { try gate.loop.poll() }
            #expect(mock.state.underWay == 0 && !USBChores.has(mock.node))
            gate.manager.stop()
        }
    }
}
