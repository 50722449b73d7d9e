/// Why a text command was not obeyed; the text after `error`.
public enum CommandError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No such verb.
    case unknown(String)
    /// The verb's argument is missing or wrong; `usage` shows a right one.
    case usage(String)
    /// No such device.
    case noDevice(String, known: [String])
    /// The verb needs a device's name before it, because several could be meant.
    case whichDevice(String, known: [String])
    /// This device cannot do that.
    case notForThisDevice(String)
    /// The device has no power.
    case unplugged(String)
    /// The system refused; with the call and its reason.
    case system(String)

    /// One line of English: what is wrong, and what would be right.
    public var description: String {
        switch self {
        case .unknown(let verb): "unknown command \(verb); try help"
        case .usage(let usage): "usage: \(usage)"
        case .noDevice(let name, let known): "no device \(name); there are \(known.joined(separator: ", "))"
        case .whichDevice(let verb, let known):
            "\(verb): which device? Put its name first: \(known.joined(separator: ", "))"
        case .notForThisDevice(let verb): "this device cannot \(verb)"
        case .unplugged(let verb): "\(verb): the device is unplugged; plug it first"
        case .system(let reason): reason
        }
    }
}
