public import Crypto
import FoundationEssentials

/// Makes a journal: once, when a gate is set up.
public enum JournalCommissioning {
    /// Makes the directories, `meta.json`, the slots of the epoch's key and the pre-allocated segments of a new journal.
    ///
    /// - Parameters:
    ///   - directory: made if it is not there; must not hold a journal.
    ///   - enrolment: the enrolment as the committee signed it.
    ///   - root: the committee's root key; `nil` only where the note is trusted for another reason.
    ///   - epochKey: the key of the first epoch, which the enrolment names.
    /// - Throws: if there is a journal already, the keys do not belong together, or a call of the system fails.
    public static func create(
        directory: String, enrolment note: SignedNote, root: NoteVerifier?, epochKey: Curve25519.Signing.PrivateKey,
        geometry: JournalGeometry = .standard, files: any FileSystem = LinuxFileSystem()
    ) throws(JournalError) {
        let layout = JournalLayout(directory)
        let enrolment: Enrolment
        let meta: [UInt8]
        do {
            enrolment = try Enrolment(note, root: root)
            meta = try JournalMeta(enrolment: enrolment, note: note, geometry: geometry).encoded()
        } catch {
            throw JournalError.malformed(path: "enrolment", error)
        }
        guard enrolment.epochKey.key.rawRepresentation == epochKey.publicKey.rawRepresentation else {
            throw JournalError.wrongKey("the key of the first epoch is not the one that the enrolment names")
        }
        guard !files.exists("meta.json", in: directory) else {
            throw JournalError.malformed(
                path: layout.meta, MalformedError("commissioning", "there is a journal already"))
        }
        for path in [directory, layout.keys, layout.segments, layout.cosignatures, layout.quarantine] {
            try makeDirectory(path, files)
        }
        let slot = EpochSlot(epoch: enrolment.firstEpoch, key: epochKey)
        let empty = [UInt8](repeating: 0, count: JournalBlock.byteCount)
        try files.replace(layout.slots[0], in: layout.keys, with: slot.block, mode: .ownerOnly)
        try files.replace(layout.slots[1], in: layout.keys, with: empty, mode: .ownerOnly)
        for number in 0..<UInt64(max(geometry.preallocated, 1)) {
            try SegmentAllocator(layout: layout, geometry: geometry, files: files).make(number)
        }
        // Last, so that a journal that was not finished has no meta.json and is no journal.
        try files.replace(layout.meta, in: directory, with: meta)
    }

    private static func makeDirectory(_ path: String, _ files: any FileSystem) throws(JournalError) {
        do {
            try files.makeDirectory(path)
        } catch  where error.code == FileSystemCode.exists {
            return
        } catch {
            throw JournalError.system(path: path, error)
        }
    }
}
