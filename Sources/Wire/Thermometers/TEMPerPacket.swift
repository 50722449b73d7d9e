/// A packet of eight bytes from a PCsensor TEMPer stick. Source: public drivers and captures of their users (ccwienk/temper
/// issue 31, urwen/temper issues 9 and 16).
enum TEMPerPacket: Hashable, Sendable {
    /// Half of the firmware's name, without its padding.
    case name(String)
    /// A probe: `80 80` is the one inside the stick, `80 01` the one on a cable; two bytes, big-endian. `raw` is `nil` for
    /// a probe that is absent.
    case probe(isOuter: Bool, raw: Int16?)

    /// How long every packet is.
    static let length = 8
    /// What stands for the temperature of a probe that is absent: 200.00.
    private static let absent: UInt16 = 0x4E20
    private static let data: UInt8 = 0x80
    private static let inner: UInt8 = 0x80
    private static let outer: UInt8 = 0x01

    /// `nil` when it is neither.
    init?(_ packet: Span<UInt8>) {
        guard packet.count == Self.length else { return nil }
        if packet[0] == Self.data, packet[1] == Self.inner || packet[1] == Self.outer {
            let word = UInt16(packet[2]) << 8 | UInt16(packet[3])
            self = .probe(
                isOuter: packet[1] == Self.outer, raw: word == Self.absent ? nil : Int16(bitPattern: word))
            return
        }
        // NULs and spaces pad its end; a name is nothing but printable characters before them.
        var end = packet.count
        while end > 0, packet[end - 1] == 0x00 || packet[end - 1] == 0x20 { end -= 1 }
        guard end > 0 else { return nil }
        var text = ""
        for index in 0..<end {
            guard (0x20...0x7E).contains(packet[index]) else { return nil }
            text.unicodeScalars.append(Unicode.Scalar(packet[index]))
        }
        self = .name(text)
    }
}
