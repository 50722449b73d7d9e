import CUdev
import Glibc

/// A netlink socket on which udevd, or the kernel, tells what happens to devices.
final class UdevSocket {
    /// Who is listened to.
    enum Group: String, Hashable, Sendable, CaseIterable {
        /// udevd, after its rules have run: names, properties and permissions are in place. Heard only in udevd's own
        /// network namespace, which a sandboxed service does not share (`PrivateNetwork=`).
        case udev
        /// The kernel itself, in every network namespace of the system.
        case kernel
    }

    /// What one read of the socket gave.
    enum Message {
        case device(OpaquePointer)
        case nothing
        /// Messages were lost (`ENOBUFS`).
        case overrun
        case failed(Int32)
    }

    /// Room for a few thousand messages of a hub that is plugged in. The kernel grants less to those without rights.
    static let bufferSize: Int32 = 4 << 20

    let group: Group
    let fd: Int32
    private let monitor: OpaquePointer

    init(_ udev: OpaquePointer, group: Group, bufferSize: Int32 = UdevSocket.bufferSize) throws(DeviceMonitorError) {
        guard let monitor = udev_monitor_new_from_netlink(udev, group.rawValue) else {
            throw DeviceMonitorError(call: "udev_monitor_new_from_netlink", code: errno)
        }
        for (name, type) in UdevNodes.subsystems {
            udev_monitor_filter_add_match_subsystem_devtype(monitor, name, type)
        }
        _ = udev_monitor_set_receive_buffer_size(monitor, bufferSize)
        let code = udev_monitor_enable_receiving(monitor)
        guard code >= 0 else {
            udev_monitor_unref(monitor)
            throw DeviceMonitorError(call: "udev_monitor_enable_receiving", code: -code)
        }
        self.group = group
        self.monitor = monitor
        fd = udev_monitor_get_fd(monitor)
    }

    deinit { udev_monitor_unref(monitor) }

    /// The next message; a device must be released with `udev_device_unref`.
    func receive() -> Message {
        errno = 0
        if let device = udev_monitor_receive_device(monitor) { return .device(device) }
        switch errno {
        case 0, EAGAIN, EINTR: return .nothing
        case ENOBUFS: return .overrun
        case let code: return .failed(code)
        }
    }
}
