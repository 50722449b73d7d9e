import EventLoop
import Glibc
import MockDevices
import TestSupport
import Testing
import Wire

@testable import Devices

extension MockedDevices {
    /// A HID device by libusb, down to the requests of usbfs.
    struct USBTransportTests {
        /// 64 bytes in, 8 out, without report numbers.
        static let plain: [UInt8] = [
            0x06, 0x00, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x40, 0x09, 0x01,
            0x81, 0x02, 0x95, 0x08, 0x09, 0x02, 0x91, 0x02, 0xC0,
        ]

        private static func open(_ mock: MockUSB) throws -> any Transport {
            let usb = try TransportOpener.open(.usb, path: mock.node)
            #expect(usb.isSettling && usb.obstacle == nil)
            #expect(try TransportBench.next(usb).0 == .settled)
            #expect(!usb.isSettling)
            return usb
        }

        /// What runs beside has ended.
        private static func settle() { USBChores.settle(.seconds(20)) }

        /// What is open, by its kind; sockets are the bed's, which has one for each node, and for each time that one is open.
        static func openFiles() -> [String] {
            names("/proc/self/fd").compactMap { name in
                var target = [UInt8](repeating: 0, count: 256)
                let length = readlink("/proc/self/fd/\(name)", &target, target.count)
                let text = String(decoding: target.prefix(max(0, length)), as: UTF8.self)
                // Without a name: closed since.
                return text.isEmpty || text.hasPrefix("socket:") ? nil : text
            }.sorted()
        }

        private static func names(_ folder: String) -> [String] {
            guard let list = opendir(folder) else { return [] }
            defer { closedir(list) }
            var names: [String] = []
            while let entry = readdir(list) {
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    names.append(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
                }
            }
            return names
        }

        @Test func opensReadsAndGivesBack() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            #expect(usb.description == TransportDescription(kind: .usb, reportDescriptor: Self.plain))
            #expect(mock.state.owners == ["usbfs"], "in one step")
            #expect(usb.writableDescriptor == nil, "no guard of a barrier can write to it")
            mock.change { $0.input = [[1, 2, 3], [UInt8](repeating: 7, count: 64)] }
            #expect(try TransportBench.next(usb) == (.bytes(3), [1, 2, 3]))
            #expect(try TransportBench.next(usb) == (.bytes(64), [UInt8](repeating: 7, count: 64)))
            #expect(TransportBench.now(usb).0 == .nothing)
            usb.close()
            #expect(usb.remains == nil && mock.state.underWay == 0)
            Self.settle()
            #expect(mock.state.owners == ["usbfs", "nobody", "usbhid"])
            #expect(TransportBench.now(usb).0 == .gone(EBADF))
            #expect(usb.write([0, 1][...]) == .taken(0))
        }

        @Test func manyReportsAtOnceKeepTheirOrderAndWakeTheLoop() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            mock.change { $0.input = (0..<40).map { [UInt8($0), 0xAA] } }
            for number in 0..<40 {
                #expect(try TransportBench.next(usb) == (.bytes(2), [UInt8(number), 0xAA]))
            }
            usb.close()
        }

        @Test(arguments: [false, true]) func reportsGoOut(hasOutput: Bool) throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, hasOutput: hasOutput, reports: Self.plain)
            let usb = try Self.open(mock)
            #expect(usb.write([0, 9, 8][...]) == .taken(3))
            #expect(usb.write([1, 0x86, 0xFF, 1, 0, 0, 0, 0][...]) == .taken(8))
            while mock.state.begun < 1 + USBTransport.reads + 2 { _ = TransportBench.now(usb) }
            let sent: [[UInt8]] = [[9, 8], [1, 0x86, 0xFF, 1, 0, 0, 0, 0]]
            if hasOutput {
                #expect(mock.state.written == sent && mock.state.set.isEmpty)
            } else {
                #expect(mock.state.set.map(\.bytes) == sent && mock.state.written.isEmpty)
                #expect(mock.state.set.map(\.type) == [2, 2] && mock.state.set.map(\.number) == [0, 1])
            }
            usb.close()
        }

        @Test func features() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            mock.change { $0.features = [6: [6, 0, 1, 0x86, 0xA0], 0: [5, 4]] }
            let usb = try Self.open(mock)
            _ = usb.setFeature([0xFE, 1])
            _ = usb.getFeature(report: 6, length: 14)
            #expect(try TransportBench.next(usb) == (.feature(5), [6, 0, 1, 0x86, 0xA0]))
            #expect(mock.state.set == [.init(type: 3, number: 0xFE, bytes: [0xFE, 1])])
            _ = usb.getFeature(report: 0, length: 3)
            #expect(try TransportBench.next(usb) == (.feature(3), [0, 5, 4]), "as hidraw gives it")
            _ = usb.getFeature(report: 9, length: 3)
            #expect(try TransportBench.next(usb).0 == .failed(EPIPE))
            _ = usb.getFeature(report: 6, length: 2)
            #expect(try TransportBench.next(usb) == (.feature(2), [6, 0]))
            usb.close()
        }

        @Test func aDeviceThatTakesNothingIsFull() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            mock.change { $0.hangs = true }
            var taken = 0
            while usb.write([0, 1][...]) == .taken(2) { taken += 1 }
            #expect(taken == USBRequests.capacity + 1)
            #expect(usb.setFeature([1, 1]) == .taken(0))
            usb.close()
            #expect(usb.remains == nil, "they came back cancelled")
        }

        @Test func aStallIsCleared() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            mock.change {
                $0.readFailures = [EPIPE]
                $0.input = [[1]]
            }
            #expect(try TransportBench.next(usb).0 == .failed(EPIPE))
            #expect(try TransportBench.next(usb) == (.bytes(1), [1]))
            #expect(mock.state.cleared == (byDevice: 1, byHost: 1))
            usb.close()
        }

        @Test func whatAReadMayEndWith() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, packet: 8, reports: [0x75, 8, 0x95, 8, 0x81, 2])
            let usb = try Self.open(mock)
            mock.change { $0.input = [[UInt8](repeating: 1, count: 9)] }
            #expect(try TransportBench.next(usb).0 == .failed(EOVERFLOW), "more than was asked for")
            mock.change { $0.readFailures = [EPROTO] }
            #expect(try TransportBench.next(usb).0 == .failed(EPROTO))
            mock.change { $0.input = [[2, 2]] }
            #expect(try TransportBench.next(usb) == (.bytes(2), [2, 2]))
            #expect(mock.state.cleared == (byDevice: 0, byHost: 0))
            usb.close()
        }

        @Test func failingReadsRestBetween() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            mock.change { $0.readFailures = Array(repeating: EPROTO, count: 4000) }
            let began = BootClock.now
            for _ in 0..<10 { #expect(try TransportBench.next(usb).0 == .failed(EPROTO)) }
            #expect(BootClock.now - began >= USBTransport.rest * 9)
            #expect(
                mock.state.begun <= 1 + USBTransport.reads * 11, "a device that fails at once costs next to nothing")
            usb.close()
        }

        @Test(arguments: [false, true]) func unpluggedInTheMiddleOfATransfer(isWriting: Bool) throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let usb = try Self.open(mock)
            mock.change { $0.hangs = true }
            if isWriting { #expect(usb.write([0, 1][...]) == .taken(2)) }
            #expect(TransportBench.now(usb).0 == .nothing)
            mock.unplug()
            #expect(try TransportBench.next(usb).0 == .gone(ENODEV))
            usb.close()
            #expect(usb.remains == nil && mock.state.underWay == 0)
            #expect(!USBChores.has(mock.node), "there is nothing to give back")
            #expect(throws: TransportError.absent([mock.node])) { try TransportOpener.open(.usb, path: mock.node) }
        }

        @Test func whatKeepsItFromBeingOpened() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            let open = Self.openFiles()
            func attempt(_ choice: USBInterfaceChoice = .first) throws {
                _ = try TransportOpener.open(.usb, path: mock.node, interface: choice)
            }
            mock.change { $0.isTaken = true }
            #expect(throws: TransportError.busy(mock.node)) { try attempt() }
            mock.change { $0.isTaken = false }
            #expect(throws: TransportError.noInterface(mock.node, .number(3))) { try attempt(.number(3)) }
            // Each request on the way: capabilities, the device's number, the claim.
            for (number, code) in [(UInt8(26), EIO), (17, EIO), (27, EPROTO)] {
                mock.change { $0.failures = [number: code] }
                #expect(throws: TransportError.self) { try attempt() }
            }
            mock.change { $0.failures = [27: ENODEV] }
            #expect(throws: TransportError.absent([mock.node])) { try attempt() }
            mock.change { $0.failures = [27: EACCES] }
            #expect(throws: TransportError.self) { try attempt() }
            Self.settle()
            #expect(mock.state.owner == "usbhid", "the kernel's driver keeps what we do not get")
            #expect(Self.openFiles() == open)
            let terminal = try MockTerminal(bed, node: "ttyUSB0")
            #expect(throws: TransportError.unsupported(terminal.node, .usb)) {
                try TransportOpener.open(.usb, path: terminal.node)
            }
        }

        @Test func oneThatCannotDescribeItselfGoesBack() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            mock.change { $0.controlFailure = EPIPE }
            let usb = try TransportOpener.open(.usb, path: mock.node)
            #expect(usb.write([0, 1][...]) == .taken(0), "not before it is known what it takes")
            #expect(try TransportBench.next(usb).0 == .gone(EPIPE))
            usb.close()
            Self.settle()
            #expect(mock.state.owner == "usbhid")
        }

        @Test func noThreadAndNothingIsLeft() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, hasOutput: true, reports: Self.plain)
            try Self.open(mock).close()
            Self.settle()
            let before = (files: Self.openFiles(), threads: Self.names("/proc/self/task").count)
            for _ in 0..<50 {
                weak var gone: USBTransport?
                do {
                    let usb = try Self.open(mock)
                    gone = usb as? USBTransport
                    #expect(gone != nil)
                    #expect(Self.names("/proc/self/task").count <= before.threads)
                    _ = usb.write([0, 1][...])
                    usb.close()
                }
                #expect(gone == nil)
                Self.settle()
                #expect(Self.openFiles() == before.files)
            }
            #expect(mock.state.underWay == 0)
        }

        @Test func transfersThatDoNotComeBackAreWaitedForInTheLoop() throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            weak var gone: USBTransport?
            var remains: (any TransportRemains)?
            do {
                let usb = try Self.open(mock)
                gone = usb as? USBTransport
                mock.change { $0.keepsCancelled = true }
                usb.close()
                remains = usb.remains
            }
            #expect(gone == nil)
            #expect(remains?.finish() == false)
            #expect(mock.state.underWay == USBTransport.reads && mock.state.owner == "usbfs")
            #expect(throws: TransportError.changingHands(mock.node)) { try TransportOpener.open(.usb, path: mock.node) }
            mock.letGo()
            #expect(remains?.finish() == true)
            Self.settle()
            #expect(mock.state.underWay == 0 && mock.state.owner == "usbhid")
        }

        @Test(arguments: [0, EIO]) func resetsByTheKernel(failure: Int32) throws {
            let bed = try MockBed()
            let mock = try MockUSB(bed, number: 4, reports: Self.plain)
            mock.change {
                $0.owner = nil
                $0.resetFailure = failure
            }
            let loop = try EventLoop()
            let resetter = KernelUSBResetter(reactor: loop)
            var codes: [Int32] = []
            resetter.reset(mock.node) {
                codes.append($0)
                loop.stop()
            }
            let timer = loop.schedule(at: loop.now + .seconds(20)) { _ in loop.stop() }
            try loop.run()
            timer.cancel()
            #expect(codes == [failure] && mock.state.resets == 1)
            #expect(mock.state.owner == (failure == 0 ? "usbhid" : nil))
            resetter.reset("/dev/bus/usb/001/099") {
                codes.append($0)
                loop.stop()
            }
            try loop.run()
            #expect(codes == [failure, ENOENT])
        }
    }
}
