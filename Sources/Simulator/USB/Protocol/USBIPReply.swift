import Glibc

/// What a device answers to the host's virtual controller.
enum USBIPReply: Hashable, Sendable {
    /// A transfer ended (USBIP_RET_SUBMIT). `count` is how many bytes went over; `data` is what the host gets.
    case submit(sequence: UInt32, status: USBTransferStatus, count: Int, data: [UInt8])
    /// A transfer was given up (USBIP_RET_UNLINK); `wasPending` is false when it had ended before.
    case unlink(sequence: UInt32, wasPending: Bool)

    /// The reply as bytes.
    var encoded: [UInt8] {
        switch self {
        case .submit(let sequence, let status, let count, let data):
            return Self.words(3, sequence, 0, 0, 0)
                + Self.words(UInt32(bitPattern: status.code), UInt32(count), 0, 0, 0, 0, 0) + data
        case .unlink(let sequence, let wasPending):
            let status = UInt32(bitPattern: wasPending ? -ECONNRESET : 0)
            return Self.words(4, sequence, 0, 0, 0) + Self.words(status, 0, 0, 0, 0, 0, 0)
        }
    }

    private static func words(_ words: UInt32...) -> [UInt8] {
        words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}
