/// A line of a capture that cannot be read. The number of the line is known to its reader.
public enum CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line begins with no time in seconds.
    case time
    /// The times go backwards.
    case order
    /// Between the time and the bytes stands none of `<`, `>`, `<F`, `>F` and `!`.
    case direction
    /// The bytes are no hex.
    case bytes(HexError)
    /// The line is longer than the longest that a capture has.
    case length
    /// The header names a transport that does not exist.
    case transport(String)
    /// The header sets something that no driver has, or to a value that it cannot have.
    case setting(String)

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .time: "does not begin with a time in seconds, as in: 0.031250 < FE AC 24 36"
        case .order: "is earlier than the line before it; entries stand in the order of their times"
        case .direction: "has no direction after its time; write < (from the device), > (to it), <F, >F or !"
        case .bytes(let error): "has bytes that are no hex: \(error)"
        case .length: "is longer than \(CaptureLine.longest) bytes; split it into several entries"
        case .transport(let name):
            "names the transport \"\(name)\"; it is one of "
                + TransportKind.allCases.map(\.rawValue).joined(separator: ", ")
        case .setting(let text):
            "sets \"\(text)\", which is no setting of a driver; write one of "
                + "\(DriverSettings.keys.joined(separator: ", ")), as in: mode=body"
        }
    }
}
