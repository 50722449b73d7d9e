/// The udev rules: without them the daemon may not open its devices, and others may.
struct RulesCheck {
    /// The rules that belong to Gatehouse.
    static let names = ["70-gatehouse.rules", "91-gatehouse-brltty.rules"]
    /// Where udev looks for rules.
    static let folders = [
        "/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
        "/lib/udev/rules.d",
    ]

    /// Those that are in one of the folders.
    var installed: Set<String>

    var finding: Finding {
        let missing = Self.names.filter { !installed.contains($0) }
        if missing.isEmpty { return .ok("udev rules", "they are installed") }
        return .failed(
            "udev rules", "\(missing.joined(separator: " and ")) not installed",
            "`make install`, or copy udev-rules/ to /etc/udev/rules.d; then `udevadm control --reload && udevadm trigger`"
        )
    }
}
