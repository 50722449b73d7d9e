/// The daemon's unit starts with the machine.
struct UnitCheck {
    /// Whether systemd runs this machine.
    var hasSystemd: Bool
    /// Whether the unit file is installed.
    var isInstalled: Bool
    /// Whether it is started with the machine.
    var isEnabled: Bool
    /// Why the daemon does not answer; `nil` when it does.
    var unreachable: String?

    var findings: [Finding] {
        [daemon]
            + (hasSystemd ? [unit] : [.skipped("unit", "no systemd runs here; see that something starts the daemon")])
    }

    private var daemon: Finding {
        guard let unreachable else { return .ok("daemon", "it answers") }
        return .failed(
            "daemon", unreachable,
            hasSystemd ? "`systemctl start gatehoused`, then `journalctl -u gatehoused`" : "start it")
    }

    private var unit: Finding {
        if !isInstalled { return .failed("unit", "gatehoused.service is not installed", "`make install`") }
        if !isEnabled {
            return .failed(
                "unit", "gatehoused.service does not start with the machine", "`systemctl enable gatehoused`")
        }
        return .ok("unit", "gatehoused.service starts with the machine")
    }
}
