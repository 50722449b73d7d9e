/// What a HID device is to do, and may take its time for.
enum HIDTransfer: Hashable, Sendable {
    /// Take an output report.
    case write([UInt8])
    /// Take a feature report.
    case setFeature([UInt8])
    /// Give a feature report of at most so many bytes.
    case getFeature(report: UInt8, length: Int)

    /// What became of transfers, as the loop is told.
    enum Outcome: Hashable, Sendable {
        /// There is room for transfers again.
        case room
        /// The feature report that was asked for.
        case feature([UInt8])
        /// A transfer failed (`errno`).
        case failed(Int32)
    }

    /// Does it, and waits for the device. `nil` when there is nothing to tell.
    func perform(on device: Int32, _ calls: HIDCalls) -> Outcome? {
        switch self {
        case .write(let bytes):
            Self.failure(calls.write(device, bytes))
        case .setFeature(let bytes):
            Self.failure(calls.setFeature(device, bytes))
        case .getFeature(let report, let length):
            Self.feature(report, min(max(length, 1), Self.longest), device, calls)
        }
    }

    /// The most that a request can ask for: its length has 14 bits (`_IOC_SIZEBITS`).
    private static let longest = 16_383

    private static func failure(_ result: Int32) -> Outcome? {
        result < 0 ? .failed(-result) : nil
    }

    private static func feature(_ report: UInt8, _ length: Int, _ device: Int32, _ calls: HIDCalls) -> Outcome {
        var bytes = [UInt8](repeating: 0, count: length)
        let count = calls.getFeature(device, report, &bytes)
        return count < 0 ? .failed(-count) : .feature(Array(bytes.prefix(Int(count))))
    }
}
