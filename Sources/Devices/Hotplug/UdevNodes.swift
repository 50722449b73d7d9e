import CUdev
public import Wire

/// The nodes that are there now. For one look; `DeviceMonitor` keeps looking.
public enum UdevNodes {
    /// The subsystems that have nodes for devices of a gate, and the type in it.
    static let subsystems: [(name: String, type: String?)] = [
        ("tty", nil), ("hidraw", nil), ("input", nil), ("usb", "usb_device"),
    ]

    /// All nodes, in the order of their syspaths. Needs no privileges, and no udevd.
    public static func all() throws(DeviceMonitorError) -> [DeviceNode] {
        guard let udev = udev_new() else { throw DeviceMonitorError(call: "udev_new", code: 0) }
        defer { udev_unref(udev) }
        return try all(udev)
    }

    static func all(_ udev: OpaquePointer) throws(DeviceMonitorError) -> [DeviceNode] {
        guard let enumeration = udev_enumerate_new(udev) else {
            throw DeviceMonitorError(call: "udev_enumerate_new", code: 0)
        }
        defer { udev_enumerate_unref(enumeration) }
        for (name, _) in subsystems { udev_enumerate_add_match_subsystem(enumeration, name) }
        let code = udev_enumerate_scan_devices(enumeration)
        guard code >= 0 else { throw DeviceMonitorError(call: "udev_enumerate_scan_devices", code: -code) }
        var nodes: [DeviceNode] = []
        var entry = udev_enumerate_get_list_entry(enumeration)
        while let current = entry {
            // One that went away since is not there to be asked.
            if let device = udev_device_new_from_syspath(udev, udev_list_entry_get_name(current)) {
                if let node = UdevNode.read(device) { nodes.append(node) }
                udev_device_unref(device)
            }
            entry = udev_list_entry_get_next(current)
        }
        return nodes.sorted { $0.syspath < $1.syspath }
    }
}
