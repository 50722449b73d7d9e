/// What a device answered, its check already proved. Held inside itself: an answer allocates nothing.
struct ModbusReply: Sendable {
    /// Who answered.
    let unit: UInt8
    /// What it answered to.
    let function: ModbusFunction
    /// The code of an exception: 1 no such function, 2 no such address, 3 no such value, 4 failure of the device, and
    /// others; `nil` when the device did what it was asked.
    let exception: UInt8?
    /// How many bytes of data there are: those behind the count of a reading function, four for a writing one, none for
    /// an exception.
    let count: Int

    private let data: [250 of UInt8]

    /// The most that a count can announce: 125 registers, or 2000 coils.
    static let longestData: UInt8 = 250

    /// `frame` begins with a whole answer of this function.
    init(
        frame: borrowing FrameBuffer<255>, function: ModbusFunction, exception: Bool, dataAt start: Int, count: Int
    ) {
        unit = frame[0]
        self.function = function
        self.exception = exception ? frame[2] : nil
        self.count = count
        var data = [250 of UInt8](repeating: 0)
        for offset in 0..<count { data[offset] = frame[start + offset] }
        self.data = data
    }

    /// How many registers the answer to a reading function has.
    var registers: Int { function.reads ? count / 2 : 0 }

    /// The register at `index`, from 0; `nil` beyond the last one.
    func register(_ index: Int) -> UInt16? {
        guard index >= 0, index < registers else { return nil }
        return word(index * 2)
    }

    /// The coil at `index`, from 0; `nil` beyond the last byte. The last byte is filled with zeros.
    func coil(_ index: Int) -> Bool? {
        guard function == .readCoils, index >= 0, index < count * 8 else { return nil }
        return data[index / 8] >> UInt8(index % 8) & 1 == 1
    }

    /// The address that a writing function wrote to, or the first of them.
    var address: UInt16? { function.reads || count < 4 ? nil : word(0) }

    /// The word that functions 05 and 06 wrote, or how many items 0F and 10 wrote.
    var value: UInt16? { function.reads || count < 4 ? nil : word(2) }

    private func word(_ offset: Int) -> UInt16 {
        UInt16(data[offset]) << 8 | UInt16(data[offset + 1])
    }
}
