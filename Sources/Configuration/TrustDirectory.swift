public import Codes
import Glibc

/// The trust directory on disk: keys and lists by which codes are verified, read whole or not at all.
public struct TrustDirectory: Hashable, Sendable {
    /// The directory, such as `/var/lib/gatehouse/trust`.
    public var path: String

    /// The files in it itself.
    private static let singles = ["manifest.json", RiskAreas.fileName]
    /// The directories below it that the schemes of this version know; others are left alone.
    private static let folders = ["gh1", "hc1", "at1", "shc", "nzcp", "revoked"]

    /// The trust directory at `path`.
    public init(path: String) {
        self.path = path
    }

    /// Everything in it, as one snapshot.
    ///
    /// - Throws: an error that names the file and the remedy; a snapshot that was in force should stay so.
    public func load() throws(TrustDirectoryError) -> TrustSnapshot {
        let files = try files()
        do {
            return try TrustSnapshot.load(files: files)
        } catch {
            throw TrustDirectoryError(path: path, problem: error.description)
        }
    }

    private func files() throws(TrustDirectoryError) -> [TrustFile] {
        var files: [TrustFile] = []
        guard case .success(let top) = FileBytes.names(in: path) else {
            throw TrustDirectoryError(
                path: path, problem: "it cannot be read; make it, or correct the path and its permissions",
                isUnreadable: true)
        }
        for name in top.sorted() where Self.singles.contains(name) { files.append(try file(name)) }
        for folder in Self.folders where top.contains(folder) {
            guard case .success(let names) = FileBytes.names(in: "\(path)/\(folder)") else {
                throw TrustDirectoryError(
                    path: "\(path)/\(folder)", problem: "it cannot be read; correct its permissions", isUnreadable: true
                )
            }
            for name in names.sorted() where !name.hasPrefix(".") {
                guard files.count < TrustSnapshot.mostFiles else {
                    throw TrustDirectoryError(path: path, problem: "it has more than \(TrustSnapshot.mostFiles) files")
                }
                files.append(try file("\(folder)/\(name)"))
            }
        }
        return files
    }

    private func file(_ name: String) throws(TrustDirectoryError) -> TrustFile {
        switch FileBytes.read("\(path)/\(name)", limit: TrustSnapshot.largestFile) {
        case .success(let bytes): return TrustFile(path: name, bytes: bytes)
        case .failure(let failure):
            throw TrustDirectoryError(
                path: "\(path)/\(name)", problem: "it cannot be read: \(failure)", isUnreadable: true)
        }
    }
}

/// Why the trust directory cannot be used.
public struct TrustDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The directory or the file.
    public let path: String
    /// What is wrong, and what to do.
    public let problem: String
    /// Whether the file or directory could not be read at all, apart from what it holds.
    public var isUnreadable = false

    /// One line.
    public var description: String { "\(path): \(problem)" }
}
