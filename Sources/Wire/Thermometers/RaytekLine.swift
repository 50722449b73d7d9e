/// One line of a Raytek sensor, as far as its syntax is right. There is no checksum: what is not exactly as the manuals
/// have it is no line.
struct RaytekLine {
    /// What kind of line it is.
    enum Kind: Hashable {
        /// `!T0036.6`: one value that was asked for, or set.
        case answer
        /// `UC T0036.6 I0028.4 E0.950`: what the burst string holds, in its order.
        case burst
        /// `#XI`: the sensor says by itself that something has changed; `XI` is its restart.
        case notification
        /// `*Syntax Error`: the sensor did not understand.
        case error
    }

    /// The unit of all temperatures.
    enum Unit: UInt8, Hashable {
        case celsius = 0x43
        case fahrenheit = 0x46
    }

    /// A decimal number as it stands in the line.
    struct Number: Hashable {
        /// The number in units of its fourth decimal.
        var tenThousandths: Int
        /// How many characters it has, sign and point included.
        var width: Int
        /// Whether zeros fill it up to its width.
        var isPadded: Bool
        /// Where it begins in the line.
        var begin: Int

        /// Rounded to hundredths.
        var hundredths: Int { (tenThousandths + (tenThousandths < 0 ? -50 : 50)) / 100 }
    }

    private(set) var kind = Kind.answer
    /// The address of the sensor on a bus with several, 0 to 999.
    private(set) var address: Int?
    private(set) var unit: Unit?
    private(set) var object: Number?
    private(set) var ambient: Number?
    private(set) var emissivity: Number?
    private(set) var gain: Number?
    private(set) var offset: Number?
    /// The status of the head (`HEC`).
    private(set) var headStatus: UInt16?
    /// The error code of the sensor (`EC`).
    private(set) var errorCode: UInt16?
    /// Whether the line tells the transfer mode (`VP`, `VB`).
    private(set) var tellsMode = false
    /// Whether the sensor says that it has restarted (`XI`).
    private(set) var tellsRestart = false

    /// The fields that the line has told, as bits.
    private struct Field: OptionSet {
        var rawValue: UInt8
        static let object = Field(rawValue: 1)
        static let ambient = Field(rawValue: 2)
        static let emissivity = Field(rawValue: 4)
        static let gain = Field(rawValue: 8)
        static let offset = Field(rawValue: 16)
        static let headStatus = Field(rawValue: 32)
        static let errorCode = Field(rawValue: 64)
    }

    private var told: Field = []
    private let text: FrameBuffer<128>
    private var position = 0
    /// The first head that the line names; values of others are checked and left.
    private var head: UInt8?

    /// The line, or `nil` when its syntax is wrong.
    init?(_ text: FrameBuffer<128>) {
        self.text = text
        readAddress()
        switch next {
        case UInt8(ascii: "!"): kind = .answer
        case UInt8(ascii: "#"): kind = .notification
        case UInt8(ascii: "*"):
            kind = .error
            guard isPrintable, text.count - position > 1 else { return nil }
            return
        default:
            guard address == nil else { return nil }
            kind = .burst
        }
        if kind != .burst { position += 1 }
        guard readItems() else { return nil }
    }

    /// The characters of `number` as text.
    func string(_ number: Number) -> String {
        String(decoding: (number.begin..<number.begin + number.width).map { text[$0] }, as: UTF8.self)
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private func peek(_ offset: Int) -> UInt8? {
        position + offset < text.count ? text[position + offset] : nil
    }

    private var isPrintable: Bool {
        for offset in 0..<text.count where !(0x20...0x7E).contains(text[offset]) { return false }
        return true
    }

    /// Three digits before `!`, `#` or `*`.
    private mutating func readAddress() {
        guard text.count > 3 else { return }
        var value = 0
        for offset in 0..<3 {
            guard Self.isDigit(text[offset]) else { return }
            value = value * 10 + Int(text[offset] - UInt8(ascii: "0"))
        }
        switch text[3] {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "*"):
            address = value
            position = 3
        default: return
        }
    }

    /// One item, or in a burst line any number of them.
    private mutating func readItems() -> Bool {
        repeat {
            guard readItem() else { return false }
            if next == nil { return true }
            guard kind == .burst else { return false }
            while next == UInt8(ascii: " ") { position += 1 }
        } while next != nil
        return true
    }

    private mutating func readItem() -> Bool {
        var isForeign = false
        if let digit = next, (UInt8(ascii: "1")...UInt8(ascii: "8")).contains(digit) {
            position += 1
            if head == nil { head = digit }
            isForeign = head != digit
        }
        if skip("HEC") { return readStatus(isForeign, .headStatus) }
        if skip("EC") { return readStatus(isForeign, .errorCode) }
        if skip("DG") { return readNumber(isForeign, .gain) }
        if skip("DO") { return readNumber(isForeign, .offset) }
        if skip("XI") {
            tellsRestart = kind == .notification
            return readWord()
        }
        switch next {
        case UInt8(ascii: "T") where !peekIsLetter: return readTemperature(isForeign, .object)
        case UInt8(ascii: "I") where !peekIsLetter: return readTemperature(isForeign, .ambient)
        case UInt8(ascii: "E") where !peekIsLetter:
            position += 1
            return readNumber(isForeign, .emissivity)
        case UInt8(ascii: "U"): return readUnit()
        case UInt8(ascii: "C"), UInt8(ascii: "F"):
            // Some models leave out the letter before the unit.
            return kind == .burst && (peek(1) ?? 0x20) == 0x20 ? setUnit() : readOther()
        case UInt8(ascii: "V") where kind == .answer:
            position += 1
            tellsMode = true
            return readWord()
        default: return readOther()
        }
    }

    /// The item is about something else: one to three capitals, then its value up to the next space.
    private mutating func readOther() -> Bool {
        let begin = position
        while let letter = next, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) { position += 1 }
        return position > begin && readWord()
    }

    /// The rest of an item, up to a space.
    private mutating func readWord() -> Bool {
        while let byte = next, byte != UInt8(ascii: " ") {
            guard Self.isDigit(byte) || Self.isLetter(byte) || Self.marks.contains(byte) else { return false }
            position += 1
        }
        return true
    }

    private mutating func readUnit() -> Bool {
        position += 1
        _ = skip("=")
        return setUnit()
    }

    private mutating func setUnit() -> Bool {
        guard unit == nil, let byte = next, let value = Unit(rawValue: byte) else { return false }
        position += 1
        unit = value
        return true
    }

    private mutating func readTemperature(_ isForeign: Bool, _ field: Field) -> Bool {
        position += 1
        let begin = position
        guard readNumber(isForeign, field) else { return false }
        // A temperature always has its point: without it a lost byte would make it ten times as hot.
        for offset in begin..<position where text[offset] == UInt8(ascii: ".") { return true }
        return false
    }

    /// Reads a number into its field, which must be empty: twice the same is two lines whose border was lost.
    private mutating func readNumber(_ isForeign: Bool, _ field: Field) -> Bool {
        guard let number = scanNumber() else { return false }
        guard !isForeign else { return true }
        guard told.insert(field).inserted else { return false }
        switch field {
        case .object: object = number
        case .ambient: ambient = number
        case .emissivity: emissivity = number
        case .gain: gain = number
        default: offset = number
        }
        return true
    }

    private mutating func scanNumber() -> Number? {
        _ = skip("=")
        let begin = position
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { position += 1 }
        let leading = next
        let whole = scanDigits(atMost: 5)
        guard whole.count > 0 else { return nil }
        var value = whole.value * 10_000
        if next == UInt8(ascii: ".") {
            position += 1
            let fraction = scanDigits(atMost: 4)
            guard fraction.count > 0 else { return nil }
            var scaled = fraction.value
            for _ in fraction.count..<4 { scaled *= 10 }
            value += scaled
        }
        // What follows ends the number, or it was longer than any.
        if let byte = next, Self.isDigit(byte) || byte == UInt8(ascii: ".") { return nil }
        return Number(
            tenThousandths: isNegative ? -value : value, width: position - begin,
            isPadded: leading == UInt8(ascii: "0") && whole.count > 1, begin: begin)
    }

    private mutating func scanDigits(atMost limit: Int) -> (value: Int, count: Int) {
        var value = 0
        var count = 0
        while count < limit, let byte = next, Self.isDigit(byte) {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
            position += 1
            count += 1
        }
        return (value, count)
    }

    /// One to four hexadecimal digits.
    private mutating func readStatus(_ isForeign: Bool, _ field: Field) -> Bool {
        _ = skip("=")
        var value: UInt16 = 0
        var count = 0
        while let byte = next, let digit = Self.hexDigit(byte) {
            guard count < 4 else { return false }
            value = value << 4 | digit
            position += 1
            count += 1
        }
        guard count > 0, next == nil || next == UInt8(ascii: " ") else { return false }
        guard !isForeign else { return true }
        guard told.insert(field).inserted else { return false }
        if field == .headStatus { headStatus = value } else { errorCode = value }
        return true
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position + length <= text.count else { return false }
        for offset in 0..<length where unsafe text[position + offset] != word.utf8Start[offset] { return false }
        position += length
        return true
    }

    /// Whether the letter here is only the first of a longer name.
    private var peekIsLetter: Bool { peek(1).map(Self.isLetter) ?? false }

    private static let marks: [UInt8] = Array("+-.:=".utf8)

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
