import CLinux
import Glibc

/// The kernel's virtual USB controller (`vhci_hcd`), reached through sysfs. No tool and no network is needed: the kernel
/// takes any connected stream socket.
struct VHCIPort: USBHostController {
    /// Where the controller takes devices. Later controllers, of kernels with several, are not used.
    static let path = "/sys/devices/platform/vhci_hcd.0/attach"
    /// Full speed (`enum usb_device_speed`): what all the devices here have.
    private static let speed = 2
    /// Bus and device number at the far end; the kernel only shows them. One past the port, so that it is never 0.
    private static let bus = 1 << 16

    func attach(_ descriptor: Int32, port: Int) throws(USBAttachError) {
        // The controller would take a device before the hub has missed the one that was there. If both look alike, the
        // kernel then believes that nothing happened, and keeps a device whose transfers have all ended.
        if Self.isKnown(port) { throw .occupied(port: port) }
        let file = gh_open(Self.path, O_WRONLY, 0)
        switch file {
        case 0...: break
        case -ENOENT: throw .noController(path: Self.path)
        case -EACCES, -EPERM: throw .denied(path: Self.path)
        default: throw .system(call: "open \(Self.path)", reason: Self.text(-file))
        }
        defer { Glibc.close(file) }
        let order = Array("\(port) \(descriptor) \(Self.bus + port + 1) \(Self.speed)".utf8)
        let written = order.withUnsafeBytes { gh_write(file, $0.baseAddress, $0.count) }
        switch Int32(truncatingIfNeeded: written) {
        case 0...: return
        case -EBUSY: throw .occupied(port: port)
        case -EINVAL: throw .noPort(port)
        default: throw .system(call: "write \(Self.path)", reason: Self.text(Int32(truncatingIfNeeded: -written)))
        }
    }

    /// Whether the kernel has a device at the port, which counts from 1 in its names: `usb1/1-1` is at port 0.
    private static func isKnown(_ port: Int) -> Bool {
        var found = glob_t()
        defer { globfree(&found) }
        return glob("/sys/devices/platform/vhci_hcd.0/usb*/*-\(port + 1)", GLOB_NOSORT, nil, &found) == 0
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
