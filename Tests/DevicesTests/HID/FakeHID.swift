import CLinux
import Glibc
import Synchronization
import TestSupport

@testable import Devices

/// A HID device of a test, below the transport: reports go through a socket, feature requests to a closure.
final class FakeHID {
    let socket: PacketSocket
    let transport: HIDRawTransport
    let gate = HIDGate()

    /// `patience` is long enough not to matter unless a test says otherwise.
    init(calls: HIDCalls = .kernel, patience: Duration = .seconds(3600)) throws {
        let (device, descriptor) = try PacketSocket.pair()
        socket = device
        transport = try HIDRawTransport(
            owning: descriptor, path: "/dev/hidraw9", identity: HIDIdentity(vendor: 0x10C4, product: 0xEA90),
            descriptor: [0x05, 0x8C], calls: calls, gate: gate, patience: patience)
    }

    /// Waits until there is something to read, and reads it.
    func read() throws -> (TransportRead, [UInt8]) {
        var entry = pollfd(fd: transport.fd, events: Int16(POLLIN), revents: 0)
        if poll(&entry, 1, ByteChannel.patience) != 1 { throw SystemCallError(call: "poll", code: ETIMEDOUT) }
        return readNow()
    }

    /// Reads what is there.
    func readNow() -> (TransportRead, [UInt8]) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: DeviceSession.longestPacket, alignment: 1)
        defer { buffer.deallocate() }
        let result = transport.read(into: buffer)
        switch result {
        case .bytes(let count), .feature(let count): return (result, Array(buffer.prefix(count)))
        default: return (result, [])
        }
    }

    /// Reads until there is something else than nothing.
    func outcome() throws -> (TransportRead, [UInt8]) {
        while true {
            let result = try read()
            if result.0 != .nothing { return result }
        }
    }
}

/// Where a thread waits until a test lets it go on, each call once.
final class Turnstile: Sendable {
    private let ends = Mutex<(reader: Int32, writer: Int32)>((-1, -1))

    init() throws {
        var fds: [Int32] = [-1, -1]
        if pipe(&fds) < 0 { throw SystemCallError(call: "pipe", code: errno) }
        ends.withLock { $0 = (fds[0], fds[1]) }
    }

    deinit {
        let (reader, writer) = ends.withLock { $0 }
        close(reader)
        close(writer)
    }

    /// Waits to be let through.
    func wait() {
        var byte: UInt8 = 0
        _ = gh_read(ends.withLock { $0.reader }, &byte, 1)
    }

    /// Lets `count` calls through.
    func open(_ count: Int = 1) {
        let bytes = [UInt8](repeating: 1, count: count)
        _ = gh_write(ends.withLock { $0.writer }, bytes, count)
    }
}
