/// A packet of Zebra's Simple Serial Interface: length, opcode, source, status, data, checksum.
///
/// The length counts all but the checksum; the checksum is the two's complement of the sum of the bytes before it, high
/// byte first (Simple Serial Interface Programmer's Guide 72E-40451).
enum SSIPacket {
    /// Length, opcode, source, status.
    static let headerLength = 4
    static let checksumLength = 2
    /// The longest packet, its checksum counted.
    static let longest = 255 + checksumLength
    /// Packets of the host have this source, those of the decoder 0.
    static let host: UInt8 = 0x04
    /// The source of the first packet of a long code, as observed.
    static let firstSegment: UInt8 = 0x02

    static let retransmitted: UInt8 = 0x01
    static let continued: UInt8 = 0x02

    /// What packets mean.
    enum Opcode: UInt8 {
        case segment = 0x73
        case segmentAcknowledge = 0x74
        case management = 0x80
        case requestRevision = 0xA3
        case replyRevision = 0xA4
        case parameters = 0xC6
        case acknowledge = 0xD0
        case refuse = 0xD1
        case capabilities = 0xD4
        case startSession = 0xE4
        case stopSession = 0xE5
        case beep = 0xE6
        case scanEnable = 0xE9
        case decodeData = 0xF3
        case event = 0xF6

        /// Whether a decoder sends it.
        var isFromDecoder: Bool {
            switch self {
            case .segment, .management, .replyRevision, .parameters, .acknowledge, .refuse, .capabilities, .decodeData,
                .event:
                true
            case .segmentAcknowledge, .requestRevision, .startSession, .stopSession, .beep, .scanEnable: false
            }
        }
    }

    /// Why a packet is refused, or was: the byte of a NAK.
    enum Cause: UInt8 {
        case resend = 0x01
        case badContext = 0x02
        case denied = 0x06
        case undesired = 0x0A
    }

    /// A packet of the host.
    static func make(_ opcode: Opcode, status: UInt8 = 0, data: [UInt8] = []) -> [UInt8] {
        let packet = [UInt8(headerLength + data.count), opcode.rawValue, host, status] + data
        let sum = checksum(packet)
        return packet + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
    }

    /// The checksum that belongs behind `bytes`.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        0 &- bytes.reduce(0) { $0 &+ UInt16($1) }
    }
}
