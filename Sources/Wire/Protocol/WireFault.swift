/// What went wrong on the wire, with the stable code that `decode` prints.
public enum WireFault: String, Error, Hashable, Sendable, CaseIterable {
    /// A frame whose check does not fit its bytes.
    case checksum
    /// Bytes that belong to no frame.
    case noise
    /// A frame or a line that is longer than its protocol allows; it was dropped whole.
    case oversize
    /// A frame that ended before its length was reached.
    case truncated
    /// A frame that is whole, and whose value the device itself marks invalid, or that no sensor can mean.
    case value
    /// An answer in another mode than the one asked for.
    case mode
    /// The device did not answer in its time.
    case timeout
    /// The device answered with an error of its own.
    case device
}
