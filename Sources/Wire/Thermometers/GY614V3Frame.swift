/// A frame of the GY-614V3: some of its registers, read or written.
struct GY614V3Frame {
    /// The register of the offset that the module adds to the object temperature: (value − 100) / 10 °C.
    static let offset: UInt8 = 0x06
    /// The register of the emissivity, in hundredths; the first that the free-running frame holds.
    static let emissivity: UInt8 = 0x07
    /// The register of the version of its firmware.
    static let firmware: UInt8 = 0x0F
    /// How many registers the free-running frame holds, from the emissivity on.
    static let streamCount: UInt8 = 7
    /// What the register of the emissivity may hold.
    static let emissivities: ClosedRange<UInt8> = 1...100

    private static let readFunction: UInt8 = 0x03
    private static let writeFunction: UInt8 = 0x06
    private static let object: UInt8 = 0x08
    private static let ambient: UInt8 = 0x0A
    private static let body: UInt8 = 0x0C
    private static let registers = 16

    private let bytes: FrameBuffer<21>
    private let first: Int
    private let count: Int
    /// Where the value of the first register stands.
    private let begin: Int
    private let isRead: Bool

    /// The frame at the front of `bytes`, which has been checked.
    init(_ bytes: FrameBuffer<21>) {
        self.bytes = bytes
        first = Int(bytes[2])
        isRead = bytes[1] == Self.readFunction
        count = isRead ? Int(bytes[3]) : 1
        begin = isRead ? 4 : 3
    }

    /// How long the frame is that begins at the front of `bytes`; 5 at least while its header is not whole, and `nil`
    /// when none begins there.
    static func length(of bytes: FrameBuffer<21>, address: UInt8) -> Int? {
        guard bytes[0] == address else { return nil }
        guard bytes.count > 1 else { return 5 }
        guard bytes[1] == readFunction || bytes[1] == writeFunction else { return nil }
        guard bytes.count > 2 else { return 5 }
        let first = Int(bytes[2])
        guard first < registers else { return nil }
        guard bytes[1] == readFunction, bytes.count > 3 else { return 5 }
        let count = Int(bytes[3])
        return count >= 1 && first + count <= registers ? 5 + count : nil
    }

    /// What `register` holds, if the frame says so.
    func value(of register: UInt8) -> UInt8? {
        let index = Int(register) - first
        return (0..<count).contains(index) ? bytes[begin + index] : nil
    }

    /// Whether this is the free-running frame, which is also the answer to the driver's own request.
    var isStreamFrame: Bool { isRead && first == Int(Self.emissivity) && count == Int(Self.streamCount) }

    /// Whether both halves of any temperature are here.
    var holdsTemperature: Bool { sample != Sample() }

    /// The temperatures whose both halves are here.
    var sample: Sample {
        Sample(
            object: temperature(Self.object), ambient: temperature(Self.ambient), body: temperature(Self.body))
    }

    private func temperature(_ register: UInt8) -> Temperature? {
        guard let high = value(of: register), let low = value(of: register + 1) else { return nil }
        return Temperature(hundredths: Int32(Int16(bitPattern: UInt16(high) << 8 | UInt16(low))))
    }
}
