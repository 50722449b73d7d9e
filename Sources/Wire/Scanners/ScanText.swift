/// The bytes of a code on their way to a scan: bounded, and without what stands around a code.
enum ScanText {
    /// The longest code, bytes: the bound of the code readers.
    static let longest = SerialLine.longestText

    /// `bytes` without the CR, LF and NUL at both ends, which scanners add and which are no part of a code. `keepsNULs`
    /// where a length says that they are.
    static func trimmed(_ bytes: [UInt8], keepsNULs: Bool = false) -> [UInt8] {
        func isFraming(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A || byte == 0 && !keepsNULs }
        guard let first = bytes.firstIndex(where: { !isFraming($0) }),
            let last = bytes.lastIndex(where: { !isFraming($0) })
        else { return [] }
        return Array(bytes[first...last])
    }

    /// The scan that a line of text is, an AIM identifier before it taken off as the site wants it; `nil` for an empty line.
    static func scan(of line: [UInt8], aim: AIMPolicy) throws(WireFault) -> Scan? {
        let code = trimmed(line)
        guard !code.isEmpty else { return nil }
        let identifier = aim == .off ? nil : AIMIdentifier.leading(code)
        if identifier == nil, aim == .required { throw .mode }
        let text = identifier == nil ? code : Array(code[AIMIdentifier.length...])
        if text.isEmpty { throw .truncated }
        if text.count > longest { throw .oversize }
        return Scan(bytes: text, aim: identifier)
    }

    /// How many control characters `bytes` has.
    static func controls(in bytes: [UInt8]) -> UInt64 {
        UInt64(bytes.count { $0 < 0x20 || $0 == 0x7F })
    }
}
