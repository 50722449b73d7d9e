/// Text that cannot be written in GBK.
public struct GBKError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The first character that GBK does not have.
    public let scalar: Unicode.Scalar

    /// Which character it is, and what to do. It is named by number: the text itself may be personal.
    public var description: String {
        "the text has the character U+\(String(scalar.value, radix: 16, uppercase: true)), which GBK does not have; "
            + "write it with another"
    }
}

/// GBK, as code page 936: ASCII in one byte, 21,791 other characters in two.
///
/// Chinese voice modules are told what to say in it, and scanners may send or type it. The mapping is that of Python's
/// `gbk` codec. Byte 80, the euro sign in one vendor's version, has no character in it.
public enum GBK {
    /// The lead bytes of two-byte codes.
    public static let leads: ClosedRange<UInt8> = 0x81...0xFE

    /// The bytes of `text`.
    ///
    /// - Throws: `GBKError` with the first character that GBK does not have.
    public static func encode(_ text: String) throws(GBKError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let code = code(of: scalar) else { throw GBKError(scalar: scalar) }
            if code > 0xFF { bytes.append(UInt8(code >> 8)) }
            bytes.append(UInt8(code & 0xFF))
        }
        return bytes
    }

    /// The text that `bytes` write. What is no GBK becomes U+FFFD, one for each byte, so that a lost byte costs no more
    /// than the characters beside it.
    public static func decode(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var lead: UInt8?
        for byte in bytes {
            if let first = lead {
                lead = nil
                if let scalar = scalar(for: UInt16(first) << 8 | UInt16(byte)) {
                    text.append(scalar)
                    continue
                }
                text.append("\u{FFFD}")
            }
            if leads.contains(byte) {
                lead = byte
            } else {
                text.append(scalar(for: UInt16(byte)) ?? "\u{FFFD}")
            }
        }
        if lead != nil { text.append("\u{FFFD}") }
        return String(text)
    }

    /// The character with this code: a byte up to 7F, or a lead byte and a trail byte; `nil` when there is none.
    public static func scalar(for code: UInt16) -> Unicode.Scalar? {
        if code < 0x80 { return Unicode.Scalar(code) }
        guard let index = index(of: code) else { return nil }
        let value = scalars[index]
        return value == undefined ? nil : Unicode.Scalar(value)
    }

    /// The code of `scalar`: below 80 one byte, else the lead byte times 256 and the trail byte; `nil` when there is none.
    public static func code(of scalar: Unicode.Scalar) -> UInt16? {
        if scalar.isASCII { return UInt16(scalar.value) }
        guard scalar.value < codes.count else { return nil }
        let code = codes[Int(scalar.value)]
        return code == 0 ? nil : code
    }

    /// Trail bytes 40 to FE without 7F.
    private static let trailCount = 190
    private static let undefined: UInt16 = 0xFFFD

    private static func index(of code: UInt16) -> Int? {
        let lead = UInt8(code >> 8)
        let trail = UInt8(code & 0xFF)
        guard leads.contains(lead), (0x40...0xFE).contains(trail), trail != 0x7F else { return nil }
        return Int(lead - leads.lowerBound) * trailCount + Int(trail) - (trail > 0x7F ? 0x41 : 0x40)
    }

    /// The characters in the order of their codes, read from the table once, when the first is asked for.
    private static let scalars: [UInt16] = GBKTable.characters.unicodeScalars.compactMap {
        $0 == "\n" ? nil : UInt16(truncatingIfNeeded: $0.value)
    }

    /// The code of each scalar of the basic plane, 0 where there is none: 128 KiB, only where GBK is written.
    private static let codes: [UInt16] = {
        var codes = [UInt16](repeating: 0, count: 0x1_0000)
        for (index, value) in scalars.enumerated() where value != undefined {
            let trail = index % trailCount
            let code = (index / trailCount + Int(leads.lowerBound)) << 8 | trail + (trail < 0x3F ? 0x40 : 0x41)
            codes[Int(value)] = UInt16(code)
        }
        return codes
    }()
}
