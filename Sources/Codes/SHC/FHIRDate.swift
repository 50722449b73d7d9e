/// The dates of FHIR R4, which may be partial.
enum FHIRDate {
    /// The first moment of the date or time that `text` writes: `2021`, `2021-01`, `2021-01-29` (each in UTC, since a
    /// date has no zone), or RFC 3339; `nil` for anything else.
    static func start(_ text: String) -> UnixTime? {
        switch text.utf8.count {
        case 4: UnixTime(rfc3339: text + "-01-01T00:00:00Z")
        case 7: UnixTime(rfc3339: text + "-01T00:00:00Z")
        case 10: UnixTime(rfc3339: text + "T00:00:00Z")
        default: UnixTime(rfc3339: text)
        }
    }
}
