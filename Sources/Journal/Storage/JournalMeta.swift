import FoundationEssentials

/// `meta.json`: what is fixed when a journal is made.
struct JournalMeta: Hashable, Sendable {
    /// Which journal this is and who checks it.
    var enrolment: Enrolment
    /// The enrolment as the committee signed it.
    var note: SignedNote
    var geometry: JournalGeometry

    /// A note and a few numbers are far smaller.
    static let maximumByteCount = 2 * SignedNote.maximumByteCount
    private static let format = 1

    private struct Text: Codable {
        var format: Int
        var origin: String
        var geometry: JournalGeometry
        var enrolment: String
    }

    init(enrolment: Enrolment, note: SignedNote, geometry: JournalGeometry) {
        self.enrolment = enrolment
        self.note = note
        self.geometry = geometry
    }

    /// Reads `meta.json`. The committee's signature is checked when its key is given.
    init(_ bytes: [UInt8], root: NoteVerifier?) throws(MalformedError) {
        let text: Text
        do {
            text = try JSONDecoder().decode(Text.self, from: Data(bytes))
        } catch {
            throw MalformedError("meta.json", "it is not the JSON of a journal: \(error)")
        }
        guard text.format == Self.format else {
            throw MalformedError("meta.json", "format \(text.format) is not known")
        }
        note = try SignedNote(text.enrolment)
        enrolment = try Enrolment(note, root: root)
        geometry = JournalGeometry(
            segmentBlocks: text.geometry.segmentBlocks, segments: text.geometry.segments,
            preallocated: text.geometry.preallocated)
        guard text.origin == enrolment.origin else {
            throw MalformedError("meta.json", "the origin '\(text.origin)' is not that of the enrolment")
        }
    }

    /// The file.
    func encoded() throws(MalformedError) -> [UInt8] {
        let text = Text(format: Self.format, origin: enrolment.origin, geometry: geometry, enrolment: note.encoded)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(text)) + [0x0A]
        } catch {
            throw MalformedError("meta.json", "it cannot be written: \(error)")
        }
    }

    static func read(
        _ layout: JournalLayout, _ files: any FileSystem, root: NoteVerifier?
    ) throws(JournalError) -> JournalMeta {
        let bytes = try files.contents(of: layout.meta, limit: maximumByteCount)
        do {
            return try JournalMeta(bytes, root: root)
        } catch {
            throw JournalError.malformed(path: layout.meta, error)
        }
    }
}
