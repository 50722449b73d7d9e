/// Programs that take serial ports for modems or braille displays.
struct IntruderCheck {
    /// The names of the processes that run.
    var processes: Set<String>
    /// Nodes of the gate that ModemManager is not kept off.
    var unprotected: [String]
    /// Nodes that the system would give to a braille daemon.
    var wantedByBrltty: [String]

    var findings: [Finding] {
        [modems, braille]
    }

    private var modems: Finding {
        guard processes.contains("ModemManager") else { return .ok("ModemManager", "it does not run") }
        if unprotected.isEmpty { return .ok("ModemManager", "it runs, and is kept off the gate's devices") }
        return .failed(
            "ModemManager", "it runs, and asks \(unprotected.joined(separator: ", ")) whether it is a modem",
            "install the udev rules (they set ID_MM_DEVICE_IGNORE), or `apt-get purge modemmanager`")
    }

    private var braille: Finding {
        guard processes.contains("brltty") else { return .ok("brltty", "it does not run") }
        if wantedByBrltty.isEmpty { return .ok("brltty", "it runs, and is kept off the gate's devices") }
        return .failed(
            "brltty", "it takes \(wantedByBrltty.joined(separator: ", ")) for a braille display",
            "install the udev rules, or `apt-get purge brltty`")
    }
}
