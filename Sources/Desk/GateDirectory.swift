import Foundation
public import Journal

/// The gates that the desk knows: one enrolment note of the committee for each.
public struct GateDirectory: Sendable {
    /// The most bytes of a note that are read.
    private static let maximumNoteBytes = SignedNote.maximumByteCount

    /// Enrolments by the digest of their origin, as the paths of the protocol name logs.
    public let gates: [Hash256: Enrolment]

    /// A directory of these enrolments.
    public init(_ enrolments: [Enrolment]) {
        gates = Dictionary(enrolments.map { (Hash256(of: $0.origin), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads every `*.note` of a directory.
    ///
    /// - Throws: if one is not signed by the committee, or two are of one gate. A desk with a doubtful list of gates does
    ///   not start.
    public static func load(_ directory: String, committee: NoteVerifier) throws(DeskError) -> GateDirectory {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".note") }
        } catch {
            throw .badFile(path: directory, why: error.localizedDescription)
        }
        var enrolments: [String: Enrolment] = [:]
        for name in names.sorted() {
            let path = directory + "/" + name
            let enrolment = try read(path, committee)
            guard enrolments.updateValue(enrolment, forKey: enrolment.origin) == nil else {
                throw .badFile(path: path, why: "another note enrols \(enrolment.origin), too; keep the newer one")
            }
        }
        return GateDirectory(Array(enrolments.values))
    }

    private static func read(_ path: String, _ committee: NoteVerifier) throws(DeskError) -> Enrolment {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let bytes = try handle.read(upToCount: maximumNoteBytes + 1) ?? Data()
            return try Enrolment(SignedNote(bytes: bytes), root: committee)
        } catch {
            throw .badFile(path: path, why: "\(error)")
        }
    }
}
