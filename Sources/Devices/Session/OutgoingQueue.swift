/// Bytes that wait until a transport takes them, in order, up to a limit.
struct OutgoingQueue {
    /// What a device may be owed: a second of a line at 9600 baud. Commands are a few bytes; more than this means that
    /// the device takes nothing.
    static let capacity = 1024

    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }

    /// Takes all of `more` or nothing.
    mutating func append(_ more: [UInt8]) -> Bool {
        guard bytes.count + more.count <= Self.capacity else { return false }
        bytes += more
        return true
    }

    mutating func removeAll() {
        bytes.removeAll()
    }

    /// Writes until the queue is empty or the transport is full. Returns how many bytes went out.
    mutating func flush(to transport: some Transport) -> TransportWrite {
        var total = 0
        while total < bytes.count {
            switch transport.write(bytes[total...]) {
            case .taken(0):
                bytes.removeFirst(total)
                return .taken(total)
            case .taken(let count):
                total += count
            case .gone(let code):
                bytes.removeAll()
                return .gone(code)
            }
        }
        bytes.removeAll(keepingCapacity: true)
        return .taken(total)
    }
}
