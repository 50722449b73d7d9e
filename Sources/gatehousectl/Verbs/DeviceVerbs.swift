import ArgumentParser

struct DeviceVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Looks after the devices of the gate: what is plugged in, claimed, refused, and why.",
        discussion: "Example: gatehousectl device list",
        subcommands: [
            DeviceListVerb.self, DeviceShowVerb.self, DeviceBindVerb.self, DeviceCaptureVerb.self,
            DeviceMonitorVerb.self,
        ])
}
