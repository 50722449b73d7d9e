import ArgumentParser

struct DeviceVerbs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Looks after the devices of the gate: what is plugged in, claimed, refused, and why.",
        discussion: "Example: gatehousectl device bind thermo-1",
        subcommands: [DeviceBindVerb.self])
}
