/// Where fake devices are plugged in: the kernel's virtual controller, or a test that plays it.
protocol USBHostController {
    /// Plugs a device into `port`; the controller takes its own hold of `descriptor`, one end of a socket pair, and speaks
    /// USB/IP on it.
    func attach(_ descriptor: Int32, port: Int) throws(USBAttachError)
}

/// Why a fake device could not be plugged in.
enum USBAttachError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no virtual controller.
    case noController(path: String)
    /// Only root may.
    case denied(path: String)
    /// A device is in the port, or the one that was there has not left it yet.
    case occupied(port: Int)
    /// The controller has no such port.
    case noPort(Int)
    /// Something else, with the kernel's error text.
    case system(call: String, reason: String)

    /// What failed, and what to do.
    var description: String {
        switch self {
        case .noController(let path):
            "\(path) is not there: load the module with `modprobe vhci-hcd` (Debian's linux-image-amd64 has it, its cloud "
                + "kernels do not; on others run `make test-kernel`, which brings its own kernel)"
        case .denied(let path): "\(path) may be written by root only; run gatehouse-sim usb as root"
        case .occupied(let port): "port \(port) has a device; unplug it or name another port"
        case .noPort(let port): "the virtual controller has no port \(port) for such a device; try 0 to 7"
        case .system(let call, let reason): "\(call): \(reason)"
        }
    }
}
