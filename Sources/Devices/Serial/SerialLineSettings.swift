/// How bits travel on a serial line.
public struct SerialLineSettings: Hashable, Sendable, CustomStringConvertible {
    /// The parity bit.
    public enum Parity: UInt8, Hashable, Sendable {
        /// No parity bit (`N`).
        case none = 0x4E
        /// Even parity (`E`).
        case even = 0x45
        /// Odd parity (`O`).
        case odd = 0x4F
    }

    /// Bits per second, any number above 0 that the hardware can do.
    public var baud: UInt32
    /// Data bits of a character, 5 to 8.
    public var dataBits: UInt8
    /// The parity bit.
    public var parity: Parity
    /// Stop bits, 1 or 2.
    public var stopBits: UInt8

    /// A line, 9600 8N1 unless told otherwise.
    public init(baud: UInt32 = 9600, dataBits: UInt8 = 8, parity: Parity = .none, stopBits: UInt8 = 1) {
        self.baud = baud
        self.dataBits = dataBits
        self.parity = parity
        self.stopBits = stopBits
    }

    /// The usual short form, such as `9600 8N1`.
    public var description: String {
        "\(baud) \(dataBits)\(Character(Unicode.Scalar(parity.rawValue)))\(stopBits)"
    }

    /// Whether a driver that reports `taken` can speak to a device that is set so. A clock divider seldom hits a rate
    /// exactly; a receiver that samples in the middle of the bit bears 3 % over ten bits.
    func accepts(_ taken: SerialLineSettings) -> Bool {
        let deviation = UInt64(max(baud, taken.baud) - min(baud, taken.baud))
        return deviation * 100 <= UInt64(baud) * 3
            && (dataBits, parity, stopBits) == (taken.dataBits, taken.parity, taken.stopBits)
    }
}
