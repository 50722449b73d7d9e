/// One image of a thermal array: 32 rows of 32 pixels.
public struct ThermalImage: Hashable, Sendable {
    /// How many rows the image has, and how many pixels each row.
    public static let side = 32

    /// The pixels as the sensor sent them, row by row, in tenths of a kelvin.
    public internal(set) var deciKelvin: [UInt16]

    /// An image of the absolute zero.
    init() {
        deciKelvin = [UInt16](repeating: 0, count: Self.side * Self.side)
    }

    /// The temperature at `row` and `column`, both 0 to 31.
    public subscript(row: Int, column: Int) -> Temperature {
        Temperature(deciKelvin: deciKelvin[row * Self.side + column])
    }
}

extension Temperature {
    /// The temperature of `deciKelvin` / 10 K.
    init(deciKelvin: UInt16) {
        self.init(hundredths: Int32(deciKelvin) * 10 - 27315)
    }
}
