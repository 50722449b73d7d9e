/// Why a voice cannot say a text.
public enum SentenceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing to say.
    case empty
    /// It has more bytes than the device takes.
    case tooLong(limit: Int)
    /// It has a character that the device does not know.
    case character(GBKError)

    /// What a driver tells of it.
    public var fault: WireFault {
        switch self {
        case .tooLong: .oversize
        case .empty, .character: .value
        }
    }

    /// What is wrong, and what to do. The text is not in it: it may be personal.
    public var description: String {
        switch self {
        case .empty: "the text is empty; write what is to be said"
        case .tooLong(let limit): "the text has more than \(limit) bytes in GBK; write it shorter"
        case .character(let error): error.description
        }
    }
}
