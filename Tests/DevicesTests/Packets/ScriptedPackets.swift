import Devices
import Glibc
import Wire

/// A transport of packets that reads what the script has put in, and takes as many packets as the script allows.
final class ScriptedPackets: Transport {
    let fd: Int32 = 7
    var description = TransportDescription(kind: .hidraw)
    var obstacle: String?
    var incoming: [[UInt8]] = []
    /// What reads find when there are no packets; then nothing.
    var told: [TransportRead] = []
    private(set) var written: [[UInt8]] = []
    /// How many more packets it takes; `nil` for all.
    var room: Int?
    private(set) var reads = 0
    private(set) var closings = 0
    var onAbandon: () -> Void = {}

    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        reads += 1
        if incoming.isEmpty { return told.isEmpty ? .nothing : told.removeFirst() }
        let packet = incoming.removeFirst()
        let count = min(buffer.count, packet.count)
        buffer.copyBytes(from: packet.prefix(count))
        return .bytes(count)
    }

    func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite {
        if room == 0 { return .taken(0) }
        room = room.map { $0 - 1 }
        written.append(Array(bytes))
        return .taken(bytes.count)
    }

    func close() {
        closings += 1
    }

    func abandon() {
        onAbandon()
        close()
    }

    /// What was written since the last time.
    func takeWritten() -> [[UInt8]] {
        defer { written = [] }
        return written
    }
}
