/// What a device says about itself: its version, and what somebody set inside it.
///
/// A correction that is set inside a sensor (gain, offset, emissivity) must be known, so that it is not applied a second
/// time by a calibration (device reference, E.18).
public struct DeviceFact: Hashable, Sendable {
    /// What the fact is about. The raw value is the name that is published.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        /// The version of the device's firmware.
        case firmware
        /// The device's serial number.
        case serial
        /// The device's own model name or type number.
        case model
        /// The emissivity that the sensor computes with, 0.01 to 1.
        case emissivity
        /// A gain that the sensor applies by itself, 1 for none.
        case gain
        /// An offset that the sensor adds by itself, °C, 0 for none.
        case offset
        /// The transmissivity of a window that the sensor corrects for, 0 to 1.
        case transmissivity
        /// The reflected temperature that the sensor corrects for, °C, or `off`.
        case reflected = "reflected-temperature"
        /// The unit in which the device sends, `C` or `F`.
        case unit
        /// What the sensor keeps of its values: `off`, `peak` or `valley`. A kept peak is not what is there now.
        case hold
        /// For how long the sensor keeps a peak or a valley, s.
        case holdPeriod = "hold-period"
        /// Over how long the sensor averages, s.
        case averagePeriod = "average-period"
        /// How often the device sends by itself, Hz.
        case rate
        /// What the device measures: `object` or `body`.
        case mode
        /// The relays that are closed, as `1,3`; `none` when all are open.
        case closed
    }

    /// What it is about.
    public let name: Name
    /// The fact, in the words or the decimal number of the device.
    public let value: String

    /// A fact.
    public init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }
}
