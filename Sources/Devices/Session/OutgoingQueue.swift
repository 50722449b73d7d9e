/// Bytes that wait until a transport takes them, in order, up to a limit.
struct OutgoingQueue {
    /// What a device may be owed: a second of a line at 9600 baud. Commands are a few bytes; more than this means that
    /// the device takes nothing.
    static let capacity = 1024

    /// Whether each write is one packet, whose borders must not move.
    let keepsBorders: Bool
    private var bytes: [UInt8] = []
    /// How long each packet is that waits; empty for a stream.
    private var lengths: [Int] = []

    init(keepsBorders: Bool = false) {
        self.keepsBorders = keepsBorders
    }

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    /// Takes all of `more` or nothing.
    mutating func append(_ more: [UInt8]) -> Bool {
        if more.isEmpty { return true }
        guard bytes.count + more.count <= Self.capacity else { return false }
        bytes += more
        if keepsBorders { lengths.append(more.count) }
        return true
    }

    mutating func removeAll() {
        bytes.removeAll()
        lengths.removeAll()
    }

    /// Writes until the queue is empty or the transport is full. Returns how many bytes went out.
    mutating func flush(to transport: some Transport) -> TransportWrite {
        var total = 0
        var packets = 0
        while total < bytes.count {
            let end = keepsBorders ? total + lengths[packets] : bytes.count
            switch transport.write(bytes[total..<end]) {
            case .taken(0):
                bytes.removeFirst(total)
                lengths.removeFirst(packets)
                return .taken(total)
            case .taken(let count):
                // A packet is taken whole, whatever the transport counts.
                total = keepsBorders ? end : total + count
                packets += keepsBorders ? 1 : 0
            case .gone(let code):
                removeAll()
                return .gone(code)
            }
        }
        bytes.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        return .taken(total)
    }
}
