/// How names and numbers are written down before they are compared: as two forms, two scanners and two keyboards would
/// write the same person.
public enum NameForm {
    /// The middle dots between the parts of transcribed names, in all the ways in which they are typed.
    private static let dots: Set<Unicode.Scalar> = [
        "\u{00B7}", "\u{2022}", "\u{2027}", "\u{22C5}", "\u{30FB}", "\u{FF65}", "\u{2219}", "\u{0387}", "\u{16EB}",
    ]
    /// Stars and what masks write in their place.
    private static let stars: Set<Unicode.Scalar> = ["\u{FF0A}", "\u{2217}", "\u{204E}", "\u{25CF}", "\u{2605}"]

    /// `text` in half width, without spaces at all and without invisible characters, every middle dot as `·` and every
    /// star as `*`, Latin letters in upper case. Canonical equivalence is left to `String`'s own comparison (Unicode
    /// Standard Annex 15: NFC and NFD of a name are equal).
    public static func normalised(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case _ where scalar.properties.isWhitespace: continue
            // Zero-width characters, marks of direction, the byte order mark, variation selectors.
            case "\u{200B}"..."\u{200F}", "\u{202A}"..."\u{202E}", "\u{2060}"..."\u{2064}", "\u{FEFF}",
                "\u{FE00}"..."\u{FE0F}":
                continue
            case _ where dots.contains(scalar): result.append("\u{00B7}")
            case _ where stars.contains(scalar): result.append("*")
            case "\u{FF01}"..."\u{FF5E}":
                // Full width to ASCII: the block has ASCII's order (Unicode chart FF00).
                result.append(Unicode.Scalar(UInt8(scalar.value - 0xFF01 + 0x21)))
            default: result.append(scalar)
            }
        }
        return String(result).uppercased()
    }
}
