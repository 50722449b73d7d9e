import Wire

/// A fake device that is connected to something real: what text commands reach.
protocol HostedModel: AnyObject {
    /// The name that commands have.
    var name: String { get }
    /// What the device is.
    var kind: DriverKind { get }

    /// Does what a line of the socket says. Returns the answer where it is more than `ok`.
    func perform(_ command: DeviceCommand) throws(CommandError) -> String?

    /// The device as a JSON object.
    func state(at now: Instant) -> String
}
