/// What a Calex thermometer says about itself, from its registers (operator's guides, the lists of addresses).
///
/// A value outside what the maker allows is told by nobody: the register is not what it should be.
struct PyroUSBFacts {
    /// The saved setting corrects for reflected energy; otherwise the reflected temperature means nothing.
    private var correctsReflection = false

    /// The facts of a block.
    mutating func read(_ block: PyroUSBProfile.Block, of reply: ModbusReply, by profile: PyroUSBProfile) -> [DeviceFact]
    {
        let word = { (index: Int) in reply.register(index) ?? 0 }
        switch block {
        case .reading: return []
        case .identity:
            // The word order of the serial number is not documented: that of the registers of Modbus is assumed.
            let serial = UInt32(word(2)) << 16 | UInt32(word(3))
            return [DeviceFact(.model, Self.model(word(0))), DeviceFact(.serial, String(serial))]
        case .settings:
            correctsReflection = word(0) != 0
            var facts = reflection(word(1)) + Self.emissivity(word(2))
            if let place = profile.transmissivity, (2000...10000).contains(word(place)) {
                facts.append(DeviceFact(.transmissivity, DecimalText.text(Int(word(place)), decimals: 4)))
            }
            return facts + Self.hold(word(profile.hold), word(profile.hold + 1), average: word(profile.hold + 2))
        case .volatile:
            return (correctsReflection ? reflection(word(0)) : []) + Self.emissivity(word(1))
        }
    }

    private func reflection(_ word: UInt16) -> [DeviceFact] {
        let tenths = Int(Int16(bitPattern: word))
        return [DeviceFact(.reflected, correctsReflection ? DecimalText.text(tenths, decimals: 1) : "off")]
    }

    private static func emissivity(_ word: UInt16) -> [DeviceFact] {
        (1000...10000).contains(word) ? [DeviceFact(.emissivity, DecimalText.text(Int(word), decimals: 4))] : []
    }

    private static func hold(_ mode: UInt16, _ period: UInt16, average: UInt16) -> [DeviceFact] {
        let words = ["off", "peak", "valley"]
        guard Int(mode) < words.count else { return [] }
        return [
            DeviceFact(.hold, words[Int(mode)]),
            DeviceFact(.holdPeriod, DecimalText.text(Int(period), decimals: 1)),
            DeviceFact(.averagePeriod, DecimalText.text(Int(average), decimals: 1)),
        ]
    }

    private static func model(_ type: UInt16) -> String {
        switch type {
        case 17: "PyroMiniBus"
        case 21: "PUA8"
        case 22: "PUA2"
        case 23: "PUA5"
        default: "type \(type)"
        }
    }
}
