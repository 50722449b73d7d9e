import CLinux
import Glibc
import TestSupport

/// The device's end of a socket that keeps the borders of messages, as `hidraw` keeps those of reports.
final class PacketSocket {
    private let channel: ByteChannel

    private init(_ fd: Int32) {
        channel = ByteChannel(owning: fd)
    }

    /// The device's end, and the descriptor that the transport under test is to own.
    static func pair() throws -> (device: PacketSocket, transport: Int32) {
        var fds: [Int32] = [-1, -1]
        let result = gh_message_pair(&fds)
        if result < 0 { throw SystemCallError(call: "socketpair", code: -result) }
        return (PacketSocket(fds[1]), fds[0])
    }

    /// Sends one packet.
    func send(_ packet: [UInt8]) throws {
        let sent = gh_write(channel.fd, packet, packet.count)
        if sent != packet.count { throw SystemCallError(call: "write", code: Int32(-sent)) }
    }

    /// Waits for the next packet; empty when the other end was closed.
    func receive() throws -> [UInt8] {
        try channel.waitUntilReadable()
        var packet = [UInt8](repeating: 0, count: 20_000)
        let got = gh_read(channel.fd, &packet, packet.count)
        if got < 0 { throw SystemCallError(call: "read", code: Int32(-got)) }
        return Array(packet.prefix(got))
    }

    /// Whether there is nothing to read, and the other end is open.
    var isQuiet: Bool {
        var entry = pollfd(fd: channel.fd, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    func close() {
        channel.close()
    }
}
