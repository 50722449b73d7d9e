/// A code on its way from the decoder, in one packet or in several.
///
/// `DECODE_DATA` holds the type of the code and its text. Newer firmware puts `01` and the length of the text between
/// them, which is told from text by the length being right. Long codes come as segments: the first has the header of a
/// `DECODE_DATA` with a 16-bit length, the last is shorter than a packet can be (observed by enioka).
struct SSICode {
    /// The code's bytes so far, its type first.
    private(set) var bytes: [UInt8] = []
    /// The length that the first segment announced; observed without the byte of the type.
    private var announced: Int?
    private var nextSegment: UInt8 = 0

    /// Whether nothing has come.
    var isEmpty: Bool { bytes.isEmpty }
    /// Whether the code comes in segments.
    var hasSegments: Bool { announced != nil }

    /// The type, and what may stand between it and the text.
    static let longest = ScanText.longest + AIMIdentifier.length + 1 + lengthHeader
    private static let lengthHeader = 3
    /// The header of the message inside the first segment: opcode, source, status, length.
    private static let messageHeader = 5

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        announced = nil
        nextSegment = 0
    }

    /// Adds the data of a `DECODE_DATA` packet. One that goes on with a code repeats its type (by the guide's layout of
    /// the packet; no capture of such a decoder was found).
    mutating func append(_ data: [UInt8]) throws(WireFault) {
        guard let type = data.first else { throw .truncated }
        if isEmpty {
            bytes = data
        } else {
            guard announced == nil, bytes.first == type else { throw .truncated }
            bytes += data.dropFirst()
        }
        guard bytes.count <= Self.longest else { throw .oversize }
    }

    /// Adds the data of a segment, its index first. Returns whether the code is whole; `isShort` when the packet was
    /// shorter than a packet can be. A segment that was taken before is passed over.
    mutating func append(segment data: [UInt8], isShort: Bool) throws(WireFault) -> Bool {
        guard let index = data.first else { throw .truncated }
        if index == 0 {
            guard data.count > Self.messageHeader + 1, data[1] == SSIPacket.Opcode.decodeData.rawValue else {
                throw .noise
            }
            removeAll()
            announced = Int(data[4]) << 8 | Int(data[5])
            bytes = Array(data[(1 + Self.messageHeader)...])
        } else {
            guard announced != nil else { throw .truncated }
            if index == nextSegment &- 1 { return false }
            guard index == nextSegment else { throw .truncated }
            bytes += data.dropFirst()
        }
        nextSegment = index &+ 1
        guard bytes.count <= Self.longest else { throw .oversize }
        return isShort || textLength.map { bytes.count >= 1 + Self.lengthHeader + $0 } ?? (bytes.count > announced ?? 0)
    }

    /// The text without its headers; `nil` when it is not as long as was said.
    var text: [UInt8]? {
        if let length = textLength {
            let begin = 1 + Self.lengthHeader
            return bytes.count >= begin + length ? Array(bytes[begin..<begin + length]) : nil
        }
        // Whether the announced length counts the type is known of one capture only: one byte is forgiven.
        if let announced, bytes.count < announced { return nil }
        return Array(bytes.dropFirst())
    }

    /// The length before the text, where there is one.
    private var textLength: Int? {
        guard bytes.count > Self.lengthHeader, bytes[1] == 0x01 else { return nil }
        let length = Int(bytes[2]) << 8 | Int(bytes[3])
        let isAnnounced = announced.map {
            ($0 - length - Self.lengthHeader == 0) || ($0 - length - Self.lengthHeader == 1)
        }
        return isAnnounced ?? (length == bytes.count - 1 - Self.lengthHeader) ? length : nil
    }
}
