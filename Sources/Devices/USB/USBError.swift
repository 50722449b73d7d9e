import CUSB
import Glibc

/// The codes of libusb as the system's.
enum USBError {
    /// The `errno` that a negative code of libusb stands for.
    static func errno(_ code: Int32) -> Int32 {
        switch libusb_error(rawValue: code) {
        case LIBUSB_ERROR_INVALID_PARAM: EINVAL
        case LIBUSB_ERROR_ACCESS: EACCES
        case LIBUSB_ERROR_NO_DEVICE, LIBUSB_ERROR_NOT_FOUND: ENODEV
        case LIBUSB_ERROR_BUSY: EBUSY
        case LIBUSB_ERROR_TIMEOUT: ETIMEDOUT
        case LIBUSB_ERROR_OVERFLOW: EOVERFLOW
        case LIBUSB_ERROR_PIPE: EPIPE
        case LIBUSB_ERROR_INTERRUPTED: EINTR
        case LIBUSB_ERROR_NO_MEM: ENOMEM
        case LIBUSB_ERROR_NOT_SUPPORTED: EOPNOTSUPP
        // "Input/output error" and "other" are what it says of all that it has no word for.
        default: EIO
        }
    }

    /// Throws what a code of libusb means for the device at `path`.
    static func check(_ code: Int32, _ path: String, _ call: String) throws(TransportError) {
        if code >= 0 { return }
        let error = errno(code)
        // What libusb calls invalid is no wrong kind of node: that was found out before.
        if error == EINVAL { throw .system(path, call: call, code: error) }
        try TransportError.check(-error, path, call)
    }
}
