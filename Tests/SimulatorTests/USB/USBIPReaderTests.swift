import Testing

@testable import Simulator

/// What a virtual controller sends, written here from the protocol's description and not with the product's code.
enum USBIPBytes {
    static func words(_ words: UInt32...) -> [UInt8] {
        words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }

    static func submit(
        _ sequence: UInt32, endpoint: UInt32, isIn: Bool, length: Int, packets: UInt32 = 0, setup: [UInt8] = [],
        data: [UInt8] = []
    ) -> [UInt8] {
        words(1, sequence, 0x10001, isIn ? 1 : 0, endpoint, 0, UInt32(length), 0, packets, 0)
            + (setup + [UInt8](repeating: 0, count: 8)).prefix(8) + data
    }

    static func unlink(_ sequence: UInt32, _ target: UInt32) -> [UInt8] {
        words(2, sequence, 0x10001, 0, 0, target, 0, 0, 0, 0, 0, 0)
    }
}

@Suite("USB/IP as a stream")
struct USBIPReaderTests {
    private static let stream =
        USBIPBytes.submit(1, endpoint: 0, isIn: true, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0])
        + USBIPBytes.submit(2, endpoint: 2, isIn: false, length: 5, packets: .max, data: [1, 2, 3, 4, 5])
        + USBIPBytes.submit(3, endpoint: 2, isIn: true, length: 32) + USBIPBytes.unlink(4, 3)
        + USBIPBytes.submit(5, endpoint: 1, isIn: false, length: 0)

    private static let requests: [USBIPRequest] = {
        let nothing = USBSetup(type: 0, request: 0, value: 0, index: 0, length: 0)
        let descriptor = USBSetup(type: 0x80, request: 6, value: 0x0100, index: 0, length: 18)
        return [
            .submit(USBIPSubmit(sequence: 1, endpoint: 0, isIn: true, length: 18, setup: descriptor, data: [])),
            .submit(
                USBIPSubmit(sequence: 2, endpoint: 2, isIn: false, length: 5, setup: nothing, data: [1, 2, 3, 4, 5])),
            .submit(USBIPSubmit(sequence: 3, endpoint: 2, isIn: true, length: 32, setup: nothing, data: [])),
            .unlink(sequence: 4, target: 3),
            .submit(USBIPSubmit(sequence: 5, endpoint: 1, isIn: false, length: 0, setup: nothing, data: [])),
        ]
    }()

    @Test func requestsAreReadAtEverySplit() throws {
        for cut in 0...Self.stream.count {
            var reader = USBIPReader()
            var found: [USBIPRequest] = []
            try reader.push(Self.stream[..<cut]) { found.append($0) }
            try reader.push(Self.stream[cut...]) { found.append($0) }
            #expect(found == Self.requests)
            #expect(reader.pending == 0)
        }
    }

    @Test func requestsAreReadByteByByte() throws {
        var reader = USBIPReader()
        var found: [USBIPRequest] = []
        for byte in Self.stream { try reader.push([byte]) { found.append($0) } }
        #expect(found == Self.requests)
    }

    @Test(arguments: [
        (USBIPBytes.words(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), USBIPError.command(3)),
        (USBIPBytes.submit(1, endpoint: 16, isIn: true, length: 8), .endpoint(16)),
        (USBIPBytes.words(1, 1, 0, 2, 1, 0, 8, 0, 0, 0, 0, 0), .direction(2)),
        (USBIPBytes.submit(1, endpoint: 1, isIn: false, length: 1 << 20 + 1), .length(1 << 20 + 1)),
        (USBIPBytes.submit(1, endpoint: 1, isIn: true, length: 0xFFFF_FFFF), .length(0xFFFF_FFFF)),
        (USBIPBytes.submit(1, endpoint: 1, isIn: true, length: 8, packets: 3), .isochronous(packets: 3)),
    ])
    func whatMakesNoSenseEndsTheStream(bytes: [UInt8], error: USBIPError) throws {
        var reader = USBIPReader()
        var found = 0
        // What came before is still handed over, and nothing after.
        #expect(throws: error) { try reader.push(Self.stream + bytes + Self.stream) { _ in found += 1 } }
        #expect(found == Self.requests.count)
        #expect(reader.pending == 0)
        #expect(throws: error) { try reader.push(Self.stream) { _ in found += 1 } }
        #expect(found == Self.requests.count)
    }

    @Test func aRequestThatIsNotWholeIsHeldAndNothingMore() throws {
        var reader = USBIPReader()
        try reader.push(USBIPBytes.submit(1, endpoint: 1, isIn: false, length: 1 << 20)) { _ in
            Issue.record("its data have not come")
        }
        #expect(reader.pending == USBIPReader.headerLength)
    }

    /// No flipped bit may trap or let the reader hold more than one request.
    @Test func flippedBitsAreHarmless() {
        for bit in 0..<(Self.stream.count * 8) {
            var bytes = Self.stream
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            var reader = USBIPReader()
            try? reader.push(bytes) { _ in }
            #expect(reader.pending <= bytes.count)
        }
    }

    @Test func repliesHaveTheirBytes() {
        let done = USBIPReply.submit(sequence: 7, status: .done, count: 2, data: [0xAA, 0xBB])
        #expect(done.encoded == USBIPBytes.words(3, 7, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0) + [0xAA, 0xBB])
        let stall = USBIPReply.submit(sequence: 8, status: .stall, count: 0, data: [])
        #expect(stall.encoded == USBIPBytes.words(3, 8, 0, 0, 0, 0xFFFF_FFE0, 0, 0, 0, 0, 0, 0))
        #expect(USBTransferStatus.protocolError.code == -71)
        #expect(USBTransferStatus.babble.code == -75)
        let unlinked = USBIPReply.unlink(sequence: 9, wasPending: true)
        #expect(unlinked.encoded == USBIPBytes.words(4, 9, 0, 0, 0, 0xFFFF_FF98, 0, 0, 0, 0, 0, 0))
        #expect(
            USBIPReply.unlink(sequence: 9, wasPending: false).encoded.suffix(28)
                == [UInt8](repeating: 0, count: 28)[...])
    }
}
