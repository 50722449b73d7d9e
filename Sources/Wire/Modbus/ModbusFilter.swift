/// Which answers may come now. The narrower it is, the sooner a parser is over noise: what cannot be the beginning of
/// such an answer is dropped at once, and never waited for.
struct ModbusFilter: Hashable, Sendable {
    /// Who answers; `nil` for any device.
    var unit: UInt8?
    /// What it answers to; `nil` for any function of the house.
    var function: ModbusFunction?
    /// Whether functions of single bits (coils) may come too. To a thermometer's driver they are noise, and a false
    /// beginning of theirs would hold back the readings behind it.
    var coils = true
    /// How many bytes of data an answer to a reading function has.
    var dataBytes: ClosedRange<UInt8>

    /// Nothing may come: nobody was asked.
    static let nothing = {
        var filter = ModbusFilter()
        filter.unit = 0
        return filter
    }()

    /// Any answer, of at most so many bytes of data.
    init(longestData: UInt8 = ModbusReply.longestData, coils: Bool = true) {
        self.coils = coils
        dataBytes = 1...min(max(1, longestData), ModbusReply.longestData)
    }

    /// Only an answer to this request. Who was asked at 255 may answer with its own address.
    init(answerTo request: ModbusRequest, unit: UInt8) {
        self.unit = unit == ModbusRequest.anyUnit ? nil : unit
        function = request.function
        let bytes = min(max(1, request.answerBytes ?? 1), ModbusReply.longestData)
        dataBytes = bytes...bytes
    }

    func accepts(unit byte: UInt8) -> Bool {
        ModbusRequest.units.contains(byte) && (unit == nil || unit == byte)
    }

    /// The function of this byte, exception or not, if such an answer may come.
    func accepts(function byte: UInt8) -> ModbusFunction? {
        guard let found = ModbusFunction(rawValue: byte & ~ModbusFunction.exceptionBit) else { return nil }
        guard coils || !found.switchesCoils else { return nil }
        return function == nil || function == found ? found : nil
    }
}
