/// The driver of something that is switched: a relay board, a tower of lamps.
///
/// Where the device can be read, the loop is closed. After a command the driver reads back, and repeats the command a
/// bounded number of times. It says `.output` when the device does as told. When it does not, it says `.fault(.device)`
/// and then `.output` with what the device does instead; when it does not answer, `.fault(.timeout)` for each missing
/// answer and at last `.output` with what is only assumed. It goes on asking, so that what changes by itself, or comes
/// right, is told as well. A device that cannot be read is told, and believed.
///
/// A started driver wants everything off at first, and sees to it.
public protocol OutputDriver: Driver {
    /// How many channels the device has, 1 to 32. Channels count from 1.
    var channels: Int { get }

    /// Whether the device can be asked which channels are closed.
    var readsBack: Bool { get }

    /// Whether a barrier may hang on it. Lamps and buzzers open nothing.
    var opensBarriers: Bool { get }

    /// What switches all channels off, one write each, without any answer being awaited: for the guard process, which
    /// writes it when the daemon is dead. Harmless to repeat.
    var offWrites: [[UInt8]] { get }

    /// Switches `channel`. Returns `false`, and does nothing, when the device has no such channel, or is not open and
    /// known for what it is.
    mutating func switchChannel(
        _ channel: Int, on: Bool, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool

    /// Switches `channel` on, and lets the device itself switch it off after `duration` where it can, so that the
    /// contact does not stay closed if the daemon dies. Whoever calls switches off nevertheless: the device's own pulse
    /// is rounded up, and a device that cannot do it only switches on. Returns as `switchChannel`.
    mutating func pulseChannel(
        _ channel: Int, for duration: Duration, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool
}

extension OutputDriver {
    /// Relays are there to open barriers.
    public var opensBarriers: Bool { true }

    /// Most devices have no pulse of their own.
    public mutating func pulseChannel(
        _ channel: Int, for duration: Duration, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        switchChannel(channel, on: true, at: now, emit)
    }
}
