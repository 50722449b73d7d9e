import Devices
import Glibc
import TestSupport

/// Reads a transport as a session does.
enum TransportBench {
    /// Waits until there is something else to read than nothing.
    static func next(_ transport: any Transport) throws -> (TransportRead, [UInt8]) {
        while true {
            var entry = pollfd(fd: transport.fd, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, ByteChannel.patience) != 1 { throw SystemCallError(call: "poll", code: ETIMEDOUT) }
            let result = now(transport)
            if result.0 != .nothing { return result }
        }
    }

    /// Reads what is there.
    static func now(_ transport: any Transport) -> (TransportRead, [UInt8]) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: DeviceSession.longestPacket, alignment: 8)
        defer { buffer.deallocate() }
        let result = transport.read(into: buffer)
        switch result {
        case .bytes(let count), .feature(let count): return (result, Array(buffer.prefix(count)))
        default: return (result, [])
        }
    }
}
