public import Wire

/// A device as a pure model: bytes and a time go in, frames come out, exactly as the real one sends them.
///
/// Each call of `send` is one frame (or one line), so that the faults of the line know where frames begin and end.
public protocol FakeDevice {
    /// What it is.
    var kind: DriverKind { get }

    /// When `tick` is to be called; `nil` while the device has nothing to say by itself.
    var deadline: Instant? { get }

    /// The device gets power. Everything that it keeps only while powered is as new.
    mutating func powerOn(at now: Instant)

    /// The device loses power.
    mutating func powerOff(at now: Instant)

    /// The deadline was reached.
    mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void)

    /// The host wrote bytes, in any split.
    mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void)

    /// Somebody does something to the device. Throws when such a device cannot do that.
    mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void) throws(CommandError)

    /// What the device would tell about itself: the members of a JSON object, without braces.
    func stateMembers(at now: Instant) -> String
}
