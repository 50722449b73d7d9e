/// Finds the answers of Modbus RTU devices in a stream of bytes: by the length that their first bytes announce, and by
/// their check.
///
/// The standard's silence of 3.5 characters between frames means nothing here: a USB converter delivers bytes in heaps
/// (device reference, A.9). After a frame that does not fit the parser advances one byte. It holds 255 bytes at most,
/// and counts all of them.
struct ModbusParser {
    /// What the newest bytes decided.
    enum Step {
        /// A whole answer.
        case reply(ModbusReply)
        /// The master's own request for reading: two-wire converters hear what they send. Those of registers below 256
        /// are known for what they are, because no answer announces 0 bytes.
        case echo
        /// A byte that belongs to no frame was dropped; the fault to tell, once for each run of them.
        case dropped(WireFault?)
    }

    /// What was received, taken and dropped. The owner adds the faults that it finds in answers.
    var counters = DriverCounters()

    private var buffer = FrameBuffer<255>()
    /// Bytes are being dropped, and a fault has already said so.
    private var dropping = false

    private static let exceptionLength = 5
    private static let writeLength = 8
    private static let checkLength = 2

    /// Whether the beginning of a frame is held.
    var isEmpty: Bool { buffer.isEmpty }

    /// Adds a byte. `next` must have said `nil` since the byte before, or the oldest byte may be lost; it is counted.
    mutating func append(_ byte: UInt8) {
        counters.receivedBytes += 1
        if !buffer.append(byte) { counters.droppedBytes += 1 }
    }

    /// What is decided by now; `nil` when more bytes are needed. To be asked until it is `nil`.
    mutating func next(accepting filter: ModbusFilter) -> Step? {
        while !buffer.isEmpty {
            switch shape(filter) {
            case .unknown: return nil
            case .none: return drop(.noise)
            case .length(let length, let kind):
                guard buffer.count >= length else { return nil }
                guard hasCheck(length) else {
                    counters.checksumFailures += 1
                    dropping = true
                    _ = drop(nil)
                    return .dropped(.checksum)
                }
                return take(length, kind)
            }
        }
        return nil
    }

    /// No more bytes will come for the frame that has begun: what it hid is looked for behind its first byte.
    /// To be followed by `next` until that is `nil`, as long as the parser is not empty.
    mutating func abandonFrame() -> WireFault? {
        guard !buffer.isEmpty else { return nil }
        let wasDropping = dropping
        dropping = true
        _ = drop(nil)
        guard !wasDropping else { return nil }
        counters.faults += 1
        return .truncated
    }

    /// The transport is another one: all bytes are forgotten, and counted as dropped.
    mutating func forget() {
        counters.droppedBytes += UInt64(buffer.count)
        buffer.removeAll()
        dropping = false
    }

    private enum Kind { case exception(ModbusFunction), read(ModbusFunction), write(ModbusFunction), echo }
    private enum Shape { case unknown, none, length(Int, Kind) }

    /// What the bytes that are held begin.
    private func shape(_ filter: ModbusFilter) -> Shape {
        guard filter.accepts(unit: buffer[0]) else { return .none }
        guard buffer.count > 1 else { return .unknown }
        guard let function = filter.accepts(function: buffer[1]) else { return .none }
        if buffer[1] & ModbusFunction.exceptionBit != 0 { return .length(Self.exceptionLength, .exception(function)) }
        guard function.reads else { return .length(Self.writeLength, .write(function)) }
        guard buffer.count > 2 else { return .unknown }
        let count = buffer[2]
        if count == 0 { return .length(Self.writeLength, .echo) }
        let isWhole = function == .readCoils || count.isMultiple(of: 2)
        guard isWhole, filter.dataBytes.contains(count) else { return .none }
        return .length(3 + Int(count) + Self.checkLength, .read(function))
    }

    private func hasCheck(_ length: Int) -> Bool {
        var crc = CRC.Modbus()
        for offset in 0..<(length - Self.checkLength) { crc.add(buffer[offset]) }
        return buffer[length - 2] == UInt8(truncatingIfNeeded: crc.value) && buffer[length - 1] == UInt8(crc.value >> 8)
    }

    private mutating func take(_ length: Int, _ kind: Kind) -> Step {
        defer {
            buffer.removeFirst(length)
            counters.takenBytes += UInt64(length)
            counters.frames += 1
            dropping = false
        }
        return switch kind {
        case .exception(let function):
            .reply(ModbusReply(frame: buffer, function: function, exception: true, dataAt: 0, count: 0))
        case .read(let function):
            .reply(ModbusReply(frame: buffer, function: function, exception: false, dataAt: 3, count: Int(buffer[2])))
        case .write(let function):
            .reply(ModbusReply(frame: buffer, function: function, exception: false, dataAt: 2, count: 4))
        case .echo: .echo
        }
    }

    private mutating func drop(_ fault: WireFault?) -> Step {
        buffer.removeFirst(1)
        counters.droppedBytes += 1
        guard fault != nil, !dropping else { return .dropped(nil) }
        dropping = true
        counters.faults += 1
        return .dropped(fault)
    }
}
