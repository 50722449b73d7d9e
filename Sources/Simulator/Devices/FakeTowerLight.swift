public import Wire

/// A tower of three lamps and a buzzer: one byte for each command, and no answer (the seller's table of Adafruit 5125; the
/// buzzer's bytes are from memory).
public struct FakeTowerLight: FakeDevice {
    /// What a lamp does, or the buzzer.
    public enum Lamp: String, Hashable, Sendable {
        case dark = "off"
        case steady = "on"
        case blinking = "blink"
    }

    /// Red, yellow, green, and the buzzer.
    public private(set) var lamps = [Lamp](repeating: .dark, count: 4)

    private var isPowered = false
    private var toLose = 0
    private var commands: UInt64 = 0
    private var refused: UInt64 = 0

    private static let names = ["red", "yellow", "green", "buzzer"]

    /// A tower without power.
    public init() {}

    /// An output.
    public var kind: DriverKind { .output }

    /// It does nothing by itself that anybody could read.
    public var deadline: Instant? { nil }

    /// All is dark.
    public mutating func powerOn(at now: Instant) { isPowered = true }

    /// All is dark.
    public mutating func powerOff(at now: Instant) {
        isPowered = false
        lamps = lamps.map { _ in .dark }
    }

    /// Nothing to do.
    public mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {}

    /// Every byte is a command of its own, or nothing.
    public mutating func receive(_ bytes: [UInt8], at now: Instant, _ send: ([UInt8]) -> Void) {
        guard isPowered else { return }
        for byte in bytes {
            let state: Lamp? = [0x10: .steady, 0x20: .dark, 0x40: .blinking][byte & 0xF0]
            let lamp = [0x01, 0x02, 0x04, 0x08].firstIndex(of: byte & 0x0F)
            guard let state, let lamp else {
                refused += 1
                continue
            }
            commands += 1
            if toLose > 0 { toLose -= 1 } else { lamps[lamp] = state }
        }
    }

    /// The one fault of its own: commands that are lost.
    public mutating func perform(
        _ command: DeviceCommand, at now: Instant, _ send: ([UInt8]) -> Void
    ) throws(CommandError) {
        guard case .lose(let count) = command else { throw .notForThisDevice(command.verb) }
        toLose = count
    }

    /// What shines.
    public func stateMembers(at now: Instant) -> String {
        zip(Self.names, lamps).map { "\"\($0)\":\"\($1.rawValue)\"" }.joined(separator: ",")
            + ",\"commands\":\(commands),\"refused\":\(refused)"
    }
}
