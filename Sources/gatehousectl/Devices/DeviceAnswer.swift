import Configuration
import Control

/// What is known of the gate's devices: by the daemon, or without it by the configuration and the machine.
struct DeviceAnswer {
    var devices: [DeviceStatus]
    var plugged: [PluggedNode]
    /// Why the daemon was not asked; `nil` when it has answered.
    var unreachable: String?

    /// The device with this name.
    func device(_ name: String) throws(ToolFailure) -> DeviceStatus {
        if let device = devices.first(where: { $0.name == name }) { return device }
        let names = devices.map(\.name).joined(separator: ", ")
        throw ToolFailure(
            .usage, "there is no device \(name); " + (names.isEmpty ? "none is configured" : "name one of: \(names)"))
    }

    /// What the device is plugged in as.
    func node(of device: DeviceStatus) -> PluggedNode? {
        plugged.first { $0.claimedBy == device.name }
    }
}

extension DaemonOptions {
    /// Asks the daemon, and without one the configuration. Fails when neither can be had.
    func devices(_ local: LocalDevices = .look()) throws(ToolFailure) -> DeviceAnswer {
        let path = try socketPath()
        var devices: [DeviceStatus]
        var unreachable: String?
        do throws(VarlinkClientError) {
            let client = try VarlinkClient(path: path)
            devices = try client.call(GateInterface.Method.getStatus, as: StatusReply.self).status.devices
        } catch {
            guard case .unreachable = error else { throw ToolFailure(error) }
            unreachable = error.description
            // Whoever named a socket wants that daemon, and no other's configuration.
            if socket != nil { throw ToolFailure(error) }
            do throws(ToolFailure) {
                devices = local.status(try configuration.load().devices)
            } catch let failure {
                throw ToolFailure(failure.exit, "\(error); \(failure.message)")
            }
        }
        var claims: [String: String] = [:]
        for device in devices {
            for node in [device.node, device.port].compactMap(\.self) { claims[node] = device.name }
        }
        return DeviceAnswer(
            devices: devices, plugged: PluggedNode.list(local.nodes, claims: claims), unreachable: unreachable)
    }
}
