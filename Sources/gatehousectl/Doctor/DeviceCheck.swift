import Devices

/// One configured device: is it there, may it be opened, does it deliver, and who else has it.
struct DeviceCheck {
    /// Its name in the configuration.
    var name: String
    /// `present` or `absent` without a daemon, else the state in its life.
    var state: String
    /// What the daemon, or the search for it, says is wrong.
    var problem: String?
    /// The node that it is, such as `/dev/ttyUSB0`.
    var node: String?
    /// Who has the node open beside the daemon.
    var holders: [PortHolder] = []
    /// The group and the mode bits of the node; `nil` where it could not be looked at.
    var access: (group: String, mode: UInt32)?
    /// The groups that the daemon runs with.
    var daemonGroups: Set<String> = ["gatehouse", "dialout", "input"]

    var findings: [Finding] {
        [life, permission, sharing].compactMap(\.self)
    }

    private var check: String { "device \(name)" }

    private var life: Finding {
        let remedy = "see `gatehousectl device show \(name)`"
        switch state {
        case "ready": return .ok(check, "it delivers")
        case "present": return .ok(check, "it is plugged in at \(node ?? "its port"); the daemon does not run")
        case "warming": return .warning(check, "it warms up", "wait; its values are not believed until then")
        case "absent", "lost":
            return .failed(
                check, problem ?? "it is not plugged in", "plug it in, or `gatehousectl device bind \(name)`")
        case "identifying":
            return .failed(
                check, problem ?? "it is open and has said nothing yet",
                "check its power, `driver` and `baud`; \(remedy)")
        default: return .failed(check, problem ?? "it is \(state)", remedy)
        }
    }

    private var permission: Finding? {
        guard let node, let access else { return nil }
        if access.mode & 0o006 == 0o006 || (access.mode & 0o060 == 0o060 && daemonGroups.contains(access.group)) {
            return nil
        }
        return .failed(
            "\(check): permission", "\(node) belongs to group \(access.group) and the daemon may not open it",
            "install the udev rules, then `udevadm control --reload && udevadm trigger`")
    }

    private var sharing: Finding? {
        guard let node, !holders.isEmpty else { return nil }
        let names = holders.map(\.description).joined(separator: ", ")
        return .failed("\(check): others", "\(node) is also held by \(names)", "end it, and keep it away from the port")
    }
}
