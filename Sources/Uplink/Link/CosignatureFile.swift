import CLinux
import FoundationEssentials
public import Journal

/// The newest cosigned checkpoint of one upstream, in the uplink's state directory.
///
/// It spares a question after a restart, and it is the gate's proof of what the upstream has promised to hold. Losing it
/// loses no record: the upstream knows its size.
public struct CosignatureFile: Sendable {
    /// Owner writes, the group reads: the daemon and `gatehouse-uplink status` may look.
    private static let mode: UInt32 = 0o640

    /// The file.
    public let path: String
    /// Where the evidence of a fork is put.
    public let evidencePath: String

    /// The files of an upstream below the state directory.
    public init(stateDirectory: String, upstream: String) {
        path = "\(stateDirectory)/cosig/\(upstream).note"
        evidencePath = "\(stateDirectory)/fork/\(upstream).txt"
    }

    /// The note that is kept, unchecked; `nil` if there is none that can be read.
    public func load() -> SignedNote? {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= SignedNote.maximumByteCount else {
            return nil
        }
        return try? SignedNote(bytes: data)
    }

    /// Replaces the note; the old one is there until the new one is durable.
    public func save(_ note: SignedNote) throws(UplinkError) {
        try replace(path, Array(note.encoded.utf8))
    }

    /// Keeps what the upstream has shown of a contradiction.
    func save(evidence: [UInt8]) throws(UplinkError) {
        try replace(evidencePath, evidence)
    }

    private func replace(_ path: String, _ bytes: [UInt8]) throws(UplinkError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = path.withCString { gh_replace_file($0, bytes, bytes.count, Self.mode) }
        guard result >= 0 else { throw .badFile(path: path, why: "it cannot be written, errno \(-result)") }
    }
}
