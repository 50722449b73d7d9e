/// Certificates as text (RFC 7468).
enum PEM {
    private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
    private static let end = Array("-----END CERTIFICATE-----".utf8)

    /// The bytes of all certificates in `text`, in their order; `nil` for one that is no Base64 or has no end. Text
    /// outside of them is left alone.
    static func blocks(of text: [UInt8]) -> [[UInt8]?] {
        var blocks: [[UInt8]?] = []
        var body: [UInt8]?
        for line in text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            let line = line.filter { $0 != 0x20 && $0 != 0x09 }
            if isMark(line, begin) {
                // One that begins within another: the first has no end.
                if body != nil { blocks.append(nil) }
                body = []
            } else if isMark(line, end), let base64 = body {
                blocks.append(Base64.decode(base64))
                body = nil
            } else {
                body?.append(contentsOf: line)
            }
        }
        if body != nil { blocks.append(nil) }
        return blocks
    }

    /// The line has lost its spaces.
    private static func isMark(_ line: [UInt8], _ mark: [UInt8]) -> Bool {
        line.first == UInt8(ascii: "-") && line == mark.filter { $0 != 0x20 }
    }
}
