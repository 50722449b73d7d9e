import Devices
import Glibc
import Wire

/// A transport that reads what the script has put in, and takes as many bytes as the script allows.
final class ScriptedTransport: Transport {
    let fd: Int32
    var incoming: [UInt8] = []
    /// What reads find after `incoming`.
    var end = TransportRead.nothing
    private(set) var written: [UInt8] = []
    /// How many more bytes it takes; `nil` for all.
    var room: Int?
    var writeFailure: Int32?
    /// The settings of its line.
    var line = SerialLineSettings()
    private(set) var closings = 0
    private(set) var reads = 0

    init(fd: Int32 = 7) {
        self.fd = fd
    }

    var description = TransportDescription(kind: .serial)

    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        reads += 1
        if incoming.isEmpty { return end }
        let count = min(buffer.count, incoming.count)
        buffer.copyBytes(from: incoming.prefix(count))
        incoming.removeFirst(count)
        return .bytes(count)
    }

    func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite {
        if let writeFailure { return .gone(writeFailure) }
        let count = min(bytes.count, room ?? bytes.count)
        if let room { self.room = room - count }
        written += bytes.prefix(count)
        return .taken(count)
    }

    func retune(to line: SerialLineSettings) -> Bool {
        self.line = line
        return true
    }

    func close() {
        closings += 1
    }

    /// What was written since the last time.
    func takeWritten() -> [UInt8] {
        defer { written = [] }
        return written
    }
}
