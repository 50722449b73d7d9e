public import Wire

/// Something at a gate that is switched or speaks, with the life of its device.
public protocol OutputDevice: AnyObject {
    /// The life of the device.
    var session: DeviceSession { get }
    /// Called for each event of the device's driver.
    var onEvent: (DriverEvent, Instant) -> Void { get set }
    /// Called when the device's state or problem has changed.
    var onState: (DeviceState, Instant) -> Void { get set }

    /// Switches everything off and closes the device.
    func stop()
}
