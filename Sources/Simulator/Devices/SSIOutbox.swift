import Wire

/// What a decoder has for its host: each packet until it is acknowledged, and some times again.
struct SSIOutbox {
    /// A packet of the decoder.
    struct Packet: Hashable {
        var opcode: UInt8
        var source: UInt8 = 0
        var status: UInt8 = 0
        var data: [UInt8]
        /// Its place in its code, from 0, and whether it is the last one.
        var place = 0
        var isLast = true

        init(_ opcode: UInt8, _ data: [UInt8]) {
            self.opcode = opcode
            self.data = data
        }

        /// The packet with its check; bit 0 of the status says that it was sent before.
        func bytes(isResent: Bool) -> [UInt8] {
            let packet = [UInt8(4 + data.count), opcode, source, status | (isResent ? 1 : 0)] + data
            return packet + FrameCheck.complement(packet)
        }

        /// Segments have an acknowledgement of their own; the last one ends the code, and may have the usual one.
        func isAcknowledged(by answer: UInt8) -> Bool {
            opcode == 0x73 ? answer == 0x74 || isLast && answer == 0xD0 : answer == 0xD0
        }
    }

    /// What fits behind the header of a packet.
    static let room = 251
    /// The code for a QR code.
    private static let type: UInt8 = 0x1C

    /// The next acknowledgement of a whole code is lost.
    var repeatsNext = false
    /// The second packet of the next long code is lost.
    var losesSecond = false

    private var packets: [Packet] = []
    private var attempts = 0
    private var due: Instant?

    /// How many packets wait.
    var count: Int { packets.count }
    /// When the first of them is sent again.
    var deadline: Instant? { due }

    mutating func removeAll() {
        packets = []
        forget()
    }

    mutating func append(_ code: [Packet]) { packets += code }

    /// Sends the first packet if it was not, or again if it must be. Returns whether a code was given up.
    mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) -> Bool {
        guard !packets.isEmpty else { return false }
        if let due, now < due { return false }
        if attempts <= FakeZebraSSI.resends {
            transmit(at: now, send)
            return false
        }
        let isCode = packets[0].opcode != 0xF6
        dropCode()
        if !packets.isEmpty { transmit(at: now, send) }
        return isCode
    }

    mutating func acknowledge(_ answer: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        guard attempts > 0, let first = packets.first, first.isAcknowledged(by: answer) else { return }
        if repeatsNext, first.isLast, first.opcode == 0xF3 || first.opcode == 0x73 {
            repeatsNext = false
            return
        }
        packets.removeFirst()
        forget()
        if losesSecond, let next = packets.first, next.place == 1 {
            losesSecond = false
            packets.removeFirst()
        }
        if !packets.isEmpty { transmit(at: now, send) }
    }

    /// Cause 1 wants the packet again; any other wants none of it.
    mutating func refuse(_ cause: UInt8, at now: Instant, _ send: ([UInt8]) -> Void) {
        guard attempts > 0, !packets.isEmpty else { return }
        if cause != 0x01 || attempts > FakeZebraSSI.resends { dropCode() }
        if !packets.isEmpty { transmit(at: now, send) }
    }

    private mutating func transmit(at now: Instant, _ send: ([UInt8]) -> Void) {
        guard let first = packets.first else { return }
        send(first.bytes(isResent: attempts > 0))
        attempts += 1
        due = now + FakeZebraSSI.patience
    }

    private mutating func dropCode() {
        let end = packets.firstIndex(where: \.isLast).map { $0 + 1 } ?? packets.count
        packets.removeFirst(end)
        forget()
    }

    private mutating func forget() {
        attempts = 0
        due = nil
    }

    // MARK: Packing

    /// Type and text; what is longer goes on in the next packet, behind the type again.
    static func classic(_ text: [UInt8]) -> [Packet] {
        chunks(text, first: room - 1, rest: room - 1) { part, _ in Packet(0xF3, [type] + part) }.map {
            var packet = $0
            if !packet.isLast { packet.status |= 0x02 }
            return packet
        }
    }

    /// Type, 01, length and text; what is longer comes in numbered segments, the first behind the whole header.
    static func segmented(_ text: [UInt8]) -> [Packet] {
        let message = [type, 0x01] + length(text.count)
        if message.count + text.count <= room {
            var packet = Packet(0xF3, message + text)
            packet.status = 0x20
            return [packet]
        }
        // The length of all behind the type, as it was captured.
        let header: [UInt8] = [0, 0xF3, 0, 0] + length(text.count + 3) + message
        return chunks(text, first: room - header.count, rest: room - 1) { part, place in
            var packet = Packet(0x73, (place == 0 ? header : [UInt8(truncatingIfNeeded: place)]) + part)
            if place == 0 { packet.source = 0x02 }
            return packet
        }
    }

    private static func length(_ count: Int) -> [UInt8] { [UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] }

    private static func chunks(
        _ text: [UInt8], first: Int, rest: Int, _ make: (ArraySlice<UInt8>, Int) -> Packet
    ) -> [Packet] {
        var packets: [Packet] = []
        var left = text[...]
        repeat {
            let part = left.prefix(packets.isEmpty ? first : rest)
            left = left.dropFirst(part.count)
            var packet = make(part, packets.count)
            packet.place = packets.count
            packet.isLast = left.isEmpty
            packets.append(packet)
        } while !left.isEmpty
        return packets
    }
}
