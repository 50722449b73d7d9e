/// The text of a line that is being typed, as UTF-8, with characters that come in two halves.
struct TypedText {
    /// The text so far.
    private(set) var bytes: [UInt8] = []
    /// The first half of a character: a high surrogate, or a lead byte of GBK.
    private var half: UInt16?

    /// Whether nothing has been typed.
    var isEmpty: Bool { bytes.isEmpty && half == nil }

    init() {
        bytes.reserveCapacity(ScanText.longest + AIMIdentifier.length)
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        half = nil
    }

    /// A key typed this ASCII character.
    mutating func type(_ character: UInt8, as meaning: AltDigits) {
        if meaning == .gbk, let lead = half, let scalar = GBK.scalar(for: lead << 8 | UInt16(character)) {
            half = nil
            append(scalar)
        } else {
            endHalf()
            bytes.append(character)
        }
    }

    /// Digits typed with Alt gave `number`. What it cannot mean becomes U+FFFD, so that the text is not simply shorter.
    mutating func type(number: UInt32, as meaning: AltDigits) {
        switch meaning {
        case .none: break
        case .unicode: typeUnicode(number)
        case .gbk: typeGBK(number)
        }
    }

    /// Half a character at the end of the text will not be completed.
    mutating func endHalf() {
        guard half != nil else { return }
        half = nil
        append("\u{FFFD}")
    }

    private mutating func typeUnicode(_ number: UInt32) {
        if let high = half, (0xDC00...0xDFFF).contains(number) {
            half = nil
            append(Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (number - 0xDC00)) ?? "\u{FFFD}")
            return
        }
        endHalf()
        if (0xD800...0xDBFF).contains(number) {
            half = UInt16(number)
        } else {
            append(Unicode.Scalar(number) ?? "\u{FFFD}")
        }
    }

    private mutating func typeGBK(_ number: UInt32) {
        if let lead = half, number <= 0xFF, let scalar = GBK.scalar(for: lead << 8 | UInt16(number)) {
            half = nil
            append(scalar)
            return
        }
        endHalf()
        if number <= 0xFF, GBK.leads.contains(UInt8(number)) {
            half = UInt16(number)
        } else {
            append(UInt16(exactly: number).flatMap(GBK.scalar(for:)) ?? "\u{FFFD}")
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
