/// A device protocol as a pure state machine: bytes and a time go in, events come out.
///
/// A driver never throws a stream away because of one bad byte: after a failure it advances one byte and looks for the
/// next frame, and it counts what it dropped. It reads no clock and allocates nothing per sample in the steady state.
public protocol Driver {
    /// What the driver has seen since it was made.
    var counters: DriverCounters { get }

    /// When `tick` is to be called next, if nothing arrives before; `nil` while the driver waits for bytes only.
    var deadline: Instant? { get }

    /// The transport was opened: what to send first. Forgets all bytes of the transport before it.
    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void)

    /// Bytes arrived, in any split. `now` is the time at which they became readable.
    mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void)

    /// The deadline was reached: an idle gap that ends a line, a poll, a request that was not answered.
    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void)
}

/// An output (relay, voice, lamp) as the bytes that switch it.
public protocol OutputDriver {
    /// How many channels the device has, 1 to 32. Channels count from 1.
    var channels: Int { get }

    /// The bytes that switch `channel` on or off; `nil` when the device has no such channel.
    func command(channel: Int, on: Bool) -> [UInt8]?
}
