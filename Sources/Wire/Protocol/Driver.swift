/// A device protocol as a pure state machine: bytes and a time go in, events come out.
///
/// A driver never throws a stream away because of one bad byte: after a failure it advances one byte and looks for the
/// next frame, and it counts what it dropped. It reads no clock and allocates nothing per sample in the steady state.
///
/// A driver that was never started is passive, as `decode` uses it: it takes every frame that its device can send, as
/// if it had been asked for, and asks for nothing.
public protocol Driver {
    /// What the driver has seen since it was made.
    var counters: DriverCounters { get }

    /// When `tick` is to be called next, if nothing arrives before; `nil` while the driver waits for bytes only.
    var deadline: Instant? { get }

    /// What the transport is, told before each `start`: the report descriptor of a HID device, the locks of a keyboard.
    mutating func describe(_ transport: TransportDescription)

    /// The transport was opened: what to send first. Forgets all bytes of the transport before it.
    mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void)

    /// Bytes arrived. On a stream (`TransportKind.serial`) in any split; on a transport of packets each call is one
    /// packet (one HID input report with its number first, one batch of whole input events). `now` is the time at which
    /// they became readable.
    mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void)

    /// The answer to `getFeature`: the feature report with its number first.
    mutating func receiveFeature(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void)

    /// The deadline was reached: an idle gap that ends a line, a poll, a request that was not answered.
    mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void)

    /// The transport could not carry out a transfer, and the device is still there: nothing comes of it any more.
    mutating func transferFailed(at now: Instant, _ emit: (DriverEvent) -> Void)

    /// Silence after which the device is gone although it need not say anything, because the driver has asked it for a
    /// sign of life meanwhile and it has given such signs before; `nil` where silence means nothing.
    var silenceLimit: Duration? { get }

    /// Somebody wants something of the device. Returns whether such a device can do that at all; what came of it is told
    /// by events.
    mutating func request(_ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool
}

extension Driver {
    /// Most drivers need not know.
    public mutating func describe(_ transport: TransportDescription) {}

    /// Most devices have no feature reports: bytes of one belong to nothing.
    public mutating func receiveFeature(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {}

    /// Most transports have no transfers that fail by themselves; a missing answer is noticed by its time.
    public mutating func transferFailed(at now: Instant, _ emit: (DriverEvent) -> Void) {}

    /// Most devices say something by themselves, or are never asked.
    public var silenceLimit: Duration? { nil }

    /// Most devices cannot be asked for anything beyond what the driver asks by itself.
    public mutating func request(
        _ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool { false }
}
