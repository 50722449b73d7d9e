/// One line of a capture: what happened on the wire, and when.
public struct CaptureEntry: Hashable, Sendable {
    /// What happened.
    public enum Content: Hashable, Sendable {
        /// Bytes from the device; on a transport of packets exactly one packet.
        case received([UInt8])
        /// Bytes to the device.
        case sent([UInt8])
        /// A HID feature report from the device, its number first.
        case featureReceived([UInt8])
        /// A HID feature report to the device, its number first.
        case featureSent([UInt8])
        /// What happened to the device, in a word or more: `opened`, `lost`, `reset`.
        case remark(String)
    }

    /// When, counted from the beginning of the capture.
    public var time: Instant
    /// What.
    public var content: Content

    /// An entry.
    public init(time: Instant, _ content: Content) {
        self.time = time
        self.content = content
    }

    /// The line as it stands in a capture: `0.031250 < FE AC 24 36 00 00 00 00 04`.
    public var text: String {
        let stamp = Self.seconds(time)
        return switch content {
        case .received(let bytes): "\(stamp) < \(HexBytes.text(bytes))"
        case .sent(let bytes): "\(stamp) > \(HexBytes.text(bytes))"
        case .featureReceived(let bytes): "\(stamp) <F \(HexBytes.text(bytes))"
        case .featureSent(let bytes): "\(stamp) >F \(HexBytes.text(bytes))"
        case .remark(let words): "\(stamp) ! \(words.filter { !$0.isNewline })"
        }
    }

    /// Seconds with six decimals: a byte takes 87 µs at 115200 baud.
    private static func seconds(_ time: Instant) -> String {
        let micros = time.nanoseconds / 1000
        let fraction = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
