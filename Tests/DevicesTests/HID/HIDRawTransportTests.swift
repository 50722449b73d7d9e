import CLinux
import Glibc
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Devices

/// HID devices whose reports come through a socket that keeps borders, and whose feature requests a test answers.
struct HIDRawTransportTests {
    @Test func eachReadIsOneReport() throws {
        let hid = try FakeHID()
        let reports = [8, 64, 1, 16_384].map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0) } }
        for report in reports { try hid.socket.send(report) }
        for report in reports { #expect(try hid.read() == (.bytes(report.count), report)) }
        #expect(hid.readNow().0 == .nothing)
        #expect(hid.transport.description == TransportDescription(kind: .hidraw, reportDescriptor: [0x05, 0x8C]))
    }

    @Test func eachWriteIsOneReport() throws {
        let hid = try FakeHID()
        #expect(hid.transport.write([0, 1, 2][...]) == .taken(3))
        #expect(hid.transport.write([0, 3][...]) == .taken(2))
        #expect(try hid.socket.receive() == [0, 1, 2])
        #expect(try hid.socket.receive() == [0, 3])
        #expect(hid.readNow().0 == .nothing, "success is silent")
    }

    @Test func theEndIsALoss() throws {
        let hid = try FakeHID()
        try hid.socket.send([1])
        hid.socket.close()
        #expect(try hid.read() == (.bytes(1), [1]), "what came before it is read")
        #expect(try hid.read().0 == .gone(0))
    }

    @Test func featureReportsGoAndComeInOrder() throws {
        let log = Mutex<[[UInt8]]>([])
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in 1 },
                setFeature: { _, bytes in
                    log.withLock { $0.append(bytes) }; return 2
                },
                getFeature: { _, number, bytes in
                    log.withLock { $0.append([number]) }
                    bytes.replaceSubrange(0..<3, with: [number, 7, 8])
                    return 3
                }))
        #expect(hid.transport.setFeature([0xFE, 1]) == .taken(2))
        #expect(hid.transport.getFeature(report: 6, length: 14) == .taken(14))
        #expect(try hid.outcome() == (.feature(3), [6, 7, 8]), "as long as the device's answer")
        #expect(log.withLock { $0 } == [[0xFE, 1], [6]])
        try hid.socket.send([9])
        #expect(try hid.read() == (.bytes(1), [9]))
    }

    @Test(arguments: [0, -1, Int.max, 16_384]) func aFeatureLengthOutOfRangeIsNoCrash(length: Int) throws {
        let room = Mutex(0)
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in 0 }, setFeature: { _, _ in 0 },
                getFeature: { _, _, bytes in
                    room.withLock { $0 = bytes.count }; return -EMSGSIZE
                }))
        _ = hid.transport.getFeature(report: 1, length: length)
        #expect(try hid.outcome().0 == .failed(EMSGSIZE))
        #expect((1...16_383).contains(room.withLock { $0 }))
    }

    @Test(arguments: [EPIPE, ETIMEDOUT, EPROTO, EIO, ENODEV]) func aFailedTransferIsTold(code: Int32) throws {
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in -code }, setFeature: { _, _ in -code }, getFeature: { _, _, _ in -code }))
        _ = hid.transport.write([0, 1][...])
        #expect(try hid.outcome().0 == .failed(code))
        _ = hid.transport.setFeature([1])
        _ = hid.transport.getFeature(report: 1, length: 8)
        #expect(try hid.outcome().0 == .failed(code))
        #expect(try hid.outcome().0 == .failed(code))
        #expect(hid.readNow().0 == .nothing, "the device itself is there")
    }

    /// A real socket, and requests that it does not know.
    @Test func theKernelsRefusalIsTold() throws {
        let hid = try FakeHID()
        _ = hid.transport.getFeature(report: 1, length: 8)
        guard case .failed = try hid.outcome().0 else {
            Issue.record("a socket has no feature reports")
            return
        }
    }

    @Test func aWedgedDeviceIsReportedAndItsLateAnswerIsNobodys() throws {
        let turnstile = try Turnstile()
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in 0 }, setFeature: { _, _ in 0 },
                getFeature: { _, number, bytes in
                    turnstile.wait()
                    bytes[0] = number
                    return 1
                }), patience: .milliseconds(1))
        _ = hid.transport.getFeature(report: 1, length: 8)
        #expect(try hid.outcome().0 == .failed(ETIMEDOUT))
        try hid.socket.send([5])
        #expect(try hid.outcome() == (.bytes(1), [5]), "reports are read all the same, and it is told once")
        _ = hid.transport.getFeature(report: 2, length: 8)
        turnstile.open(2)
        let answer = try hid.outcome()
        #expect(
            answer == (.feature(1), [2]) || answer.0 == .failed(ETIMEDOUT), "of the second request, never the first")
    }

    @Test func aFullQueueSaysWhenItHasRoom() throws {
        let turnstile = try Turnstile()
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in
                    turnstile.wait(); return 0
                }, setFeature: { _, _ in 0 }, getFeature: { _, _, _ in 0 }))
        var taken = 0
        while hid.transport.write([0, 1][...]) == .taken(2) { taken += 1 }
        // One more than the queue has room for when the thread had begun with the first.
        #expect((HIDWorker.capacity...HIDWorker.capacity + 1).contains(taken))
        #expect(hid.readNow().0 == .nothing)
        turnstile.open()
        #expect(try hid.read().0 == .nothing, "room is no news for a driver")
        turnstile.open(taken)
        while hid.transport.write([0, 1][...]) != .taken(2) { _ = try hid.read() }
    }

    /// The thread holds the descriptor until its transfer returns; nobody waits for it.
    @Test func closingDoesNotWaitForAStuckTransfer() throws {
        let turnstile = try Turnstile()
        let entered = try Turnstile()
        let hid = try FakeHID(
            calls: HIDCalls(
                write: { _, _ in 0 },
                setFeature: { _, _ in
                    entered.open()
                    turnstile.wait()
                    return 0
                }, getFeature: { _, _, _ in 0 }))
        _ = hid.transport.setFeature([1])
        entered.wait()
        hid.transport.close()
        hid.transport.close()
        #expect(hid.socket.isQuiet, "the thread has it open")
        #expect(hid.readNow().0 == .gone(EBADF))
        #expect(hid.transport.write([0][...]) == .taken(0))
        #expect(try hid.gate.open { () throws(TransportError) in 3 } == nil, "nothing is opened meanwhile")
        turnstile.open()
        #expect(try hid.socket.receive().isEmpty, "and then it was closed")
    }

    @Test func closingAnIdleDeviceClosesIt() throws {
        let hid = try FakeHID()
        hid.transport.close()
        #expect(try hid.socket.receive().isEmpty)
        #expect(try hid.gate.open { () throws(TransportError) in 3 } == 3)
    }

    @Test func hundredsLeaveNothingBehind() throws {
        for _ in 0..<300 {
            let hid = try FakeHID()
            _ = hid.transport.write([0, 1][...])
            hid.transport.close()
            while try !hid.socket.receive().isEmpty {}
        }
    }

    @Test func saysWhatIsThereInstead() throws {
        let directory = try TemporaryDirectory()
        let missing = directory.file("no")
        #expect(throws: TransportError.absent([missing])) { try HIDRawTransport(path: missing) }
        #expect(throws: TransportError.notHID(directory.path)) { try HIDRawTransport(path: directory.path) }
        let regular = directory.file("regular")
        _ = ByteChannel(owning: gh_open(regular, O_RDWR | O_CREAT, 0o600))
        #expect(throws: TransportError.notHID(regular)) { try HIDRawTransport(path: regular) }
        #expect(throws: TransportError.notHID("/dev/zero")) { try TransportOpener.open(.hidraw, path: "/dev/zero") }
        #expect(throws: TransportError.unsupported("/dev/zero", .usb)) {
            try TransportOpener.open(.usb, path: "/dev/zero")
        }
        let held = ByteChannel(owning: gh_open(regular, O_RDWR, 0))
        #expect(gh_lock_exclusive(held.fd) == 0)
        #expect(throws: TransportError.busy(regular)) { try HIDRawTransport(path: regular) }
    }
}
