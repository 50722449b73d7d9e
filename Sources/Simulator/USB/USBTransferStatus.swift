import Glibc

/// How a transfer ended, as Linux numbers it in an URB's status.
public enum USBTransferStatus: Hashable, Sendable {
    /// All data came over, or a short packet ended it.
    case done
    /// The endpoint refused (`EPIPE`).
    case stall
    /// The bus failed: no answer, a wrong check, a wrong bit (`EPROTO`). Bad cables look so.
    case protocolError
    /// The device sent more than was asked for (`EOVERFLOW`).
    case babble

    /// The status on the wire: 0, or a negated error number.
    var code: Int32 {
        switch self {
        case .done: 0
        case .stall: -EPIPE
        case .protocolError: -EPROTO
        case .babble: -EOVERFLOW
        }
    }

    /// The command that lets a transfer end so.
    var verb: String {
        switch self {
        case .done: "done"
        case .stall: "stall"
        case .protocolError: "eproto"
        case .babble: "babble"
        }
    }
}
