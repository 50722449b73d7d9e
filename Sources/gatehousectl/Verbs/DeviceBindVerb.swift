import ArgumentParser
import Configuration
import Devices
import Wire

struct DeviceBindVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind",
        abstract: "Ties a device to the port that it is plugged into.",
        discussion: """
            Without --port it shows what is plugged in and where. With it, a file beside the configuration \
            (gatehouse.d/50-device-NAME.toml) says from then on where the device is; nothing else of it changes. It \
            works without the daemon, and tells what to do that the daemon takes it up.

            Example: gatehousectl device bind thermo-1 --port pci-0000:00:14.0-usb-0:1.2:1.0
            """)

    @Argument(help: ArgumentHelp("The device's name in the configuration.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "The port, as the list shows it; or the node that is plugged in there now, such as /dev/ttyUSB0.",
            valueName: "port"))
    var port: String?

    @OptionGroup var configuration: ConfigurationOption

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    func run() throws {
        let nodes: [DeviceNode]
        do throws(DeviceMonitorError) {
            nodes = try UdevNodes.all()
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
        if let port { try bind(to: port, nodes) } else { try list(nodes) }
    }

    private func list(_ nodes: [DeviceNode]) throws(ToolFailure) {
        let devices = try configuration.load().devices
        let device = try named(name, devices)
        let candidates = BindCandidate.all(for: device, of: devices, nodes)
        if json { return try Output.json(Listing(device: name, candidates: candidates)) }
        guard !candidates.isEmpty else {
            return Output.line(
                "nothing that \(device.driver) could speak to is plugged in; plug \(name) in, and ask again")
        }
        Output.line("What \(name) (\(device.driver)) could be:")
        for candidate in candidates {
            var words = [candidate.node, candidate.ids, candidate.product.map { "\"\($0)\"" }].compactMap { $0 }
            if let serial = candidate.serial { words.append("serial \(serial)") }
            if let bound = candidate.bound { words.append("is \(bound) now") }
            Output.line("  \(candidate.port)")
            Output.line("      \(words.joined(separator: ", "))")
        }
        Output.line("Bind it: gatehousectl device bind \(name) --port \(candidates[0].port)")
    }

    private func bind(to text: String, _ nodes: [DeviceNode]) throws(ToolFailure) {
        let loader = ConfigurationLoader(path: configuration.config)
        let wanted = Self.port(text, nodes)
        // Which ids it has now is part of a keyboard's match, so that the guard's, plugged in there, is never taken.
        var match = DeviceMatch(path: wanted)
        let transport = (try? loader.loadGate())?.value.devices.first { $0.name == name }.flatMap(Self.transports)
        let there = nodes.filter { $0.isAt(wanted) }
        let node = there.first { transport?.contains($0.kind) ?? true }
        if let node, node.kind == .evdev { (match.vendor, match.product) = (node.vendor, node.product) }
        let binding = DeviceBinding(device: name, match: match)
        try check(binding, loader)
        let file = loader.dropInFolder + "/" + binding.fileName
        try Files.replace(binding.fileName, in: loader.dropInFolder, with: Array(binding.text.utf8))
        if json {
            return try Output.json(
                Report(device: name, port: wanted, file: file, node: node?.devnode, next: Self.next))
        }
        Output.line("\(name) is at \(wanted) from now on: \(file)")
        Output.line(node.map { "plugged in there: \($0)" } ?? "nothing that it could be is plugged in there now")
        Output.line(Self.next)
    }

    private static let next = "now restart the daemon: systemctl restart gatehoused"

    /// Parses the configuration as it would be.
    private func check(_ binding: DeviceBinding, _ loader: ConfigurationLoader) throws(ToolFailure) {
        let devices: [DeviceConfiguration]
        do throws(ConfigurationError) {
            devices = try loader.loadGate(with: binding).value.devices
        } catch {
            if let known = (try? loader.loadGate())?.value.devices { _ = try named(name, known) }
            throw ToolFailure(.usage, "nothing was written, because it would be refused:\n\(error)")
        }
        let device = try named(name, devices)
        if device.match != binding.match {
            throw ToolFailure(
                .usage, "a later file of \(loader.dropInFolder) gives \(name) another `match`; remove it there")
        }
    }

    private func named(_ name: String, _ devices: [DeviceConfiguration]) throws(ToolFailure) -> DeviceConfiguration {
        if let device = devices.first(where: { $0.name == name }) { return device }
        let known = devices.map(\.name).joined(separator: ", ")
        throw ToolFailure(
            .usage,
            "\(configuration.config) has no device \"\(name)\"; " + (known.isEmpty ? "add one" : "it has: \(known)"))
    }

    /// The port that is meant: itself, a link of udev or of ours, or the node that is plugged in there.
    static func port(_ text: String, _ nodes: [DeviceNode]) -> String {
        if let node = nodes.first(where: { $0.devnode == text }), node.path != nil {
            return BindCandidate.port(of: node, among: nodes)
        }
        for prefix in [
            "/dev/serial/by-path/", "/dev/gatehouse/serial-", "/dev/gatehouse/hidraw-", "/dev/gatehouse/keyboard-",
        ] where text.hasPrefix(prefix) {
            return String(text.dropFirst(prefix.count))
        }
        return text
    }

    private static func transports(_ device: DeviceConfiguration) -> [TransportKind]? {
        device.transport.map { [$0] } ?? DriverCatalogue.model(named: device.driver)?.usualTransports
    }
}

/// What `device bind --json` writes without a port.
private struct Listing: Encodable {
    var device: String
    var candidates: [BindCandidate]
}

/// What `device bind --json` writes after it has bound.
private struct Report: Encodable {
    var device: String
    var port: String
    /// The drop-in that was written.
    var file: String
    /// The node that is plugged in there now.
    var node: String?
    /// What is to be done that it takes effect.
    var next: String
}
