import Wire

/// Answers text commands for a set of devices.
enum CommandDesk {
    /// The answer to one line: `ok`, `error` and a reason, or the JSON that was asked for.
    static func answer(_ line: String, _ devices: [some HostedModel], help: String, at now: Instant) -> String {
        do {
            let command = try CommandText(line, devices: devices.map(\.name))
            switch command.request {
            case .help: return help + "\nok"
            case .devices: return "[\(devices.map { $0.state(at: now) }.joined(separator: ","))]"
            case .device(let request):
                return try device(command.device, request, devices).perform(request) ?? "ok"
            }
        } catch {
            return "error \(error.description)"
        }
    }

    /// The device that is named, or else the only one that can be meant. `state` alone asks for the relay.
    private static func device<Device: HostedModel>(
        _ name: String?, _ command: DeviceCommand, _ devices: [Device]
    ) throws(CommandError) -> Device {
        if let name, let device = devices.first(where: { $0.name == name }) { return device }
        let kind = command == .state ? .output : command.kind
        let candidates = devices.filter { kind == nil || $0.kind == kind }
        guard let device = candidates.first, candidates.count == 1 else {
            throw .whichDevice(command.verb, known: candidates.map(\.name))
        }
        return device
    }
}
