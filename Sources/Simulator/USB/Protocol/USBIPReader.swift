/// Cuts a stream of bytes into USB/IP requests, in any split. Pure, and bounded: it holds one request at the most.
struct USBIPReader {
    /// Every request begins with so many bytes.
    static let headerLength = 48
    /// The largest transfer: serial and HID drivers ask for some kilobytes, `usbfs` cuts larger ones to 16 KiB; a megabyte
    /// is out of reach of both, and small enough to be held for each device.
    static let longestTransfer = 1 << 20

    private var buffer: [UInt8] = []
    private var failure: USBIPError?

    /// How many bytes of an unfinished request are held.
    var pending: Int { buffer.count }

    /// Takes the next bytes and hands over each request that is whole. Once it has thrown, it always does: after a header
    /// that makes no sense nothing says where the next one begins.
    mutating func push(_ bytes: some Sequence<UInt8>, _ take: (USBIPRequest) -> Void) throws(USBIPError) {
        if let failure { throw failure }
        buffer += bytes
        var start = 0
        defer { buffer.removeFirst(start) }
        do {
            while let end = try requestEnd(from: start) {
                take(request(start, end))
                start = end
            }
        } catch {
            failure = error
            start = buffer.count
            throw error
        }
    }

    /// Where the request that begins at `start` ends; `nil` while it is not whole. Looks at each field before anything
    /// is kept for it.
    private func requestEnd(from start: Int) throws(USBIPError) -> Int? {
        guard buffer.count - start >= Self.headerLength else { return nil }
        let command = word(start)
        if command == 2 { return start + Self.headerLength }
        guard command == 1 else { throw .command(command) }
        guard word(start + 16) <= 15 else { throw .endpoint(word(start + 16)) }
        guard word(start + 12) <= 1 else { throw .direction(word(start + 12)) }
        let length = word(start + 24)
        guard length <= UInt32(Self.longestTransfer) else { throw .length(length) }
        let packets = word(start + 32)
        guard packets == 0 || packets == .max else { throw .isochronous(packets: packets) }
        let isOut = word(start + 12) == 0
        let end = start + Self.headerLength + (isOut ? Int(length) : 0)
        return end <= buffer.count ? end : nil
    }

    private func request(_ start: Int, _ end: Int) -> USBIPRequest {
        let sequence = word(start + 4)
        guard word(start) == 1 else { return .unlink(sequence: sequence, target: word(start + 20)) }
        let setup = USBSetup(
            type: buffer[start + 40], request: buffer[start + 41], value: short(start + 42), index: short(start + 44),
            length: short(start + 46))
        return .submit(
            USBIPSubmit(
                sequence: sequence, endpoint: UInt8(word(start + 16)), isIn: word(start + 12) == 1,
                length: Int(word(start + 24)), setup: setup, data: Array(buffer[(start + Self.headerLength)..<end])))
    }

    /// USB/IP is big-endian ...
    private func word(_ place: Int) -> UInt32 {
        buffer[place..<(place + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// ... and the setup in it little-endian, as on the bus.
    private func short(_ place: Int) -> UInt16 {
        UInt16(buffer[place]) | UInt16(buffer[place + 1]) << 8
    }
}
