import Control

/// The devices of a gate as a table of 80 columns, and what else is plugged in.
struct DeviceTable {
    let devices: [DeviceStatus]
    let plugged: [PluggedNode]
    /// Why the daemon was not asked; `nil` when it has answered.
    let unreachable: String?

    /// The table, without a newline at the end.
    var text: String {
        [notice, table, others].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var notice: [String] {
        guard let unreachable else { return [] }
        return Columns.wrapped("The daemon was not asked: \(unreachable)", indent: 0)
            + ["This is the configuration, and what is plugged in."]
    }

    private var table: [String] {
        if devices.isEmpty { return ["The configuration has no devices."] }
        let head = row("DEVICE", "ROLE", "DRIVER", "STATE", "SINCE", "PORT")
        return [head]
            + devices.flatMap { device in
                let since = unreachable == nil ? Words.duration(device.since) : "-"
                let line = row(device.name, device.role, device.driver, device.state, since, device.node ?? "-")
                let trouble = Attention.device(device).map { String($0.dropFirst(device.name.count + 2)) }
                return [line] + (trouble.map { Columns.wrapped($0, indent: 4) } ?? [])
            }
    }

    private func row(
        _ name: String, _ role: String, _ driver: String, _ state: String, _ since: String, _ port: String
    ) -> String {
        var line =
            Columns.left(name, 14) + " " + Columns.left(role, 11) + " " + Columns.left(driver, 15) + " "
        line += Columns.left(state, 11) + " " + Columns.left(since, 10) + " " + Columns.left(port, 13)
        while line.last == " " { line.removeLast() }
        return line
    }

    private var others: [String] {
        let others = plugged.filter { $0.claimedBy == nil }
        if others.isEmpty { return ["Nothing else is plugged in that could serve a gate."] }
        return ["Plugged in, and not claimed:"]
            + others.flatMap { node in
                Columns.wrapped(node.title, indent: 2)
                    + (node.path.map { Columns.wrapped("at \($0)", indent: 6) } ?? [])
                    + Columns.wrapped(node.advice, indent: 6)
            }
    }
}
