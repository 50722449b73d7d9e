/// A temperature exactly as a sensor sent it, in hundredths of a degree Celsius.
///
/// Every device of the catalogue sends a multiple of 0.01 °C or of 0.01 K (the sources are in the drivers), so that the
/// raw value survives without rounding. Corrected temperatures are `Double` and belong to `Admission`.
public struct Temperature: Hashable, Comparable, Sendable {
    /// Hundredths of a degree Celsius: 3412 is 34.12 °C.
    public var hundredths: Int32

    /// The temperature of `hundredths` / 100 °C.
    @inlinable
    public init(hundredths: Int32) {
        self.hundredths = hundredths
    }

    /// Degrees Celsius.
    @inlinable
    public var celsius: Double { Double(hundredths) / 100 }

    /// Whether `lhs` is colder than `rhs`.
    @inlinable
    public static func < (lhs: Temperature, rhs: Temperature) -> Bool {
        lhs.hundredths < rhs.hundredths
    }
}
