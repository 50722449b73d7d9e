/// Where a Calex thermometer keeps its registers: blocks of them that are read in one request.
///
/// From the maker's lists of addresses (PyroUSB operator's guide p. 11 and 12, PyroMiniBus operator's guide p. 7). The
/// blocks of a profile differ in length, so that an answer says by its length which block it is: in a capture nobody
/// knows what was asked, and no setting may pass for a temperature.
struct PyroUSBProfile: Hashable, Sendable {
    /// What a block is about. The raw value is its place in the order in which they are read.
    enum Block: Int, Hashable, Sendable, CaseIterable {
        /// Filtered, unfiltered and sensor temperature, status.
        case reading
        /// Type, field of view, serial number.
        case identity
        /// Reflected energy, emissivity, window, hold and average, as saved.
        case settings
        /// Reflected temperature and emissivity in effect; a writer that changes them often changes only these.
        case volatile
    }

    /// What `DriverSettings.profile` calls it.
    let name: String
    private let reading: Range<UInt16>
    private let identity: Range<UInt16>
    private let settings: Range<UInt16>
    private let volatile: Range<UInt16>
    /// Where the settings are, from the beginning of their block.
    let transmissivity: Int?
    let hold: Int

    /// PyroUSB: PUA2, PUA5 and PUA8 on a virtual serial port.
    static let pyroUSB = PyroUSBProfile(
        name: "pyrousb", reading: 0x12..<0x16, identity: 0x00..<0x06, settings: 0x06..<0x0F, volatile: 0x17..<0x19,
        transmissivity: 3, hold: 6)

    /// PyroMiniBus: on RS-485, the same without a window and an analogue output.
    static let pyroMiniBus = PyroUSBProfile(
        name: "pyrominibus", reading: 0x0E..<0x12, identity: 0x00..<0x05, settings: 0x05..<0x0B, volatile: 0x16..<0x18,
        transmissivity: nil, hold: 3)

    static let all = [pyroUSB, pyroMiniBus]

    /// The longest answer, in bytes of data: the nine settings of a PyroUSB.
    static let longestData: UInt8 = 18

    /// The request for a block. Function 04: both 03 and 04 read every register.
    func request(_ block: Block) -> ModbusRequest {
        let range =
            switch block {
            case .reading: reading
            case .identity: identity
            case .settings: settings
            case .volatile: volatile
            }
        return .readInputRegisters(first: range.lowerBound, count: UInt16(range.count))
    }

    /// The block that has so many registers.
    func block(registers: Int) -> Block? {
        switch registers {
        case reading.count: .reading
        case identity.count: .identity
        case settings.count: .settings
        case volatile.count: .volatile
        default: nil
        }
    }
}
