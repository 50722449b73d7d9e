import Glibc
public import Wire

/// Why a device could not be opened.
public enum TransportError: Error, Hashable, Sendable {
    /// None of the paths exists.
    case absent([String])
    /// Nothing that fits is plugged in, which is watched; what fits nearly, in words.
    case awaited(String)
    /// Something fits and must not be used, in words; nothing changes until nodes do, which are watched.
    case refused(String)
    /// Another process has it open.
    case busy(String)
    /// This user may not open it.
    case denied(String)
    /// It is something else than a serial line.
    case notATerminal(String)
    /// It is something else than a HID device.
    case notHID(String)
    /// It is an input device that must not be taken for a keyboard; `because` says what it has or lacks.
    case notAKeyboard(String, because: String)
    /// A transfer to a HID device has not come back, and the kernel lets nobody open one until it has.
    case transferUnderWay(String)
    /// A USB device has no such interface.
    case noInterface(String, USBInterfaceChoice)
    /// A USB device is being reset, or an interface of it given back to the kernel's driver; it is left alone until then.
    case changingHands(String)
    /// This program cannot open devices of this kind by this path.
    case unsupported(String, TransportKind)
    /// The driver of the port did not take the settings.
    case settings(String, wanted: SerialLineSettings, taken: SerialLineSettings)
    /// Another system call failed.
    case system(String, call: String, code: Int32)
}

extension TransportError: CustomStringConvertible {
    /// What failed, on which path, and what to do next.
    public var description: String {
        switch self {
        case .absent(let paths):
            "nothing is at \(paths.joined(separator: " or ")); plug the device in, or correct `match`"
        case .awaited(let words), .refused(let words):
            words
        case .busy(let path):
            "\(path) is held by another process; stop it, or keep it away from the port by a udev rule"
        case .denied(let path):
            "\(path) may not be opened by this user; install the udev rules, or join the group that owns it"
        case .notATerminal(let path):
            "\(path) is not a serial line; correct `match`"
        case .notHID(let path):
            "\(path) is not a HID device; correct `match`, or name another driver"
        case .notAKeyboard(let path, let because):
            "\(path) is not taken as a keyboard scanner: it \(because); correct `match`"
        case .transferUnderWay(let path):
            "\(path) cannot be opened while a HID device owes an answer; if this stays, unplug the device that hangs"
        case .noInterface(let path, let choice):
            "\(path) has no \(choice); correct `match`, or use another `transport`"
        case .changingHands(let path):
            "\(path) is being reset or given back to its driver; it is opened after that, and unplug it if this stays"
        case .unsupported(let path, let kind):
            "\(path) cannot be opened as \(kind.rawValue); correct `match`, or name another driver"
        case .settings(let path, let wanted, let taken):
            "\(path) does not take \(wanted), it stays at \(taken); correct `baud`, or use another converter"
        case .system(let path, let call, let code):
            "\(path): \(call) failed: \(String(cString: strerror(code)))"
        }
    }
}

extension TransportError {
    /// Throws what the result of a call means when it is `-errno`; `otherwise` when the node is of another kind.
    static func check(
        _ result: Int32, _ path: String, _ call: String, otherwise: TransportError? = nil
    ) throws(TransportError) {
        if result >= 0 { return }
        switch -result {
        // ENXIO and ENODEV: the node is there, the device behind it is not.
        case ENOENT, ENOTDIR, ENXIO, ENODEV: throw .absent([path])
        case EBUSY, EWOULDBLOCK: throw .busy(path)
        case EACCES, EPERM: throw .denied(path)
        // What a node says to a request that is not of its kind.
        case ENOTTY, EISDIR, EINVAL:
            throw otherwise ?? .system(path, call: call, code: -result)
        default: throw .system(path, call: call, code: -result)
        }
    }
}
