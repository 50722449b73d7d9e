/// Where the files of a journal are.
struct JournalLayout: Hashable, Sendable {
    let directory: String

    init(_ directory: String) {
        self.directory = directory
    }

    var meta: String { "\(directory)/meta.json" }
    var lock: String { "\(directory)/lock" }
    var keys: String { "\(directory)/keys" }
    var slots: [String] { ["\(keys)/slot-a", "\(keys)/slot-b"] }
    var segments: String { "\(directory)/seg" }
    var cosignatures: String { "\(directory)/cosig" }
    var quarantine: String { "\(directory)/quarantine" }

    /// The suffix of a file that is being made; it means nothing until it is renamed.
    static let unfinished = ".tmp"
    private static let digits = 20
    private static let suffix = ".gj"

    /// The file of a segment: its number with 20 digits, so that names sort as numbers.
    func segment(_ number: UInt64) -> String {
        let text = String(number)
        return "\(segments)/\(String(repeating: "0", count: Self.digits - text.count))\(text)\(Self.suffix)"
    }

    /// The number of a segment's file name; `nil` for any other name.
    static func segmentNumber(_ name: String) -> UInt64? {
        guard name.hasSuffix(suffix), name.utf8.count == digits + suffix.utf8.count else { return nil }
        return UInt64(name.dropLast(suffix.count))
    }
}
