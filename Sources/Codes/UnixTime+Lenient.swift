extension UnixTime {
    /// The time that `text` writes as a date or a date with a time, also in the forms of ISO 8601 that RFC 3339 does
    /// not have and that issuers write: no seconds, an offset of four digits or of two, no offset at all (taken for
    /// UTC), spaces around. A date alone is its beginning in UTC.
    init?(lenient text: String) {
        var characters = Array(text.utf8)
        while let last = characters.last, last == 0x20 { characters.removeLast() }
        characters = Array(characters.drop { $0 == 0x20 })
        // A date has ten characters; the time begins after one more.
        guard characters.count > 10 else {
            self.init(rfc3339: String(decoding: characters, as: UTF8.self) + "T00:00:00Z")
            return
        }
        let isOffset: (UInt8) -> Bool = {
            $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 | 0x20 == UInt8(ascii: "z")
        }
        let start = characters[11...].firstIndex(where: isOffset) ?? characters.endIndex
        var time = String(decoding: characters[..<start], as: UTF8.self)
        if start == 16 { time += ":00" }
        var offset = Array(characters[start...])
        switch offset.count {
        case 0: offset = [UInt8(ascii: "Z")]
        case 3: offset += Array(":00".utf8)
        case 5: offset.insert(UInt8(ascii: ":"), at: 3)
        default: break
        }
        self.init(rfc3339: time + String(decoding: offset, as: UTF8.self))
    }
}
