import CLinux
import FoundationEssentials
import Glibc

/// The few things that a demonstration does with files.
enum DemonstrationFiles {
    /// No file that is read here is that large: journals of some hundred people, logs of a minute.
    private static let limit = 64 << 20

    /// A new directory under `$TMPDIR` or `/tmp`, which only this user may enter.
    static func makeTemporaryDirectory() throws(DemonstrationError) -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let pattern = (base.isEmpty ? "/tmp" : base) + "/gatehouse-demo-XXXXXX"
        guard let name = strdup(pattern) else { throw .file(path: pattern, why: "there is no memory") }
        defer { free(name) }
        guard mkdtemp(name) != nil else { throw .file(path: pattern, why: String(cString: strerror(errno))) }
        return String(cString: name)
    }

    /// `path` as an absolute path.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Makes a directory that is not there yet.
    static func makeDirectory(_ path: String) throws(DemonstrationError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: path, why: String(cString: strerror(errno)))
        }
    }

    /// The text of a file.
    static func read(_ path: String) throws(DemonstrationError) -> String {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= limit else { throw DemonstrationError.file(path: path, why: "is too large") }
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw (error as? DemonstrationError) ?? .file(path: path, why: "cannot be read")
        }
    }

    /// Makes a file of `text`.
    static func write(_ text: String, to path: String) throws(DemonstrationError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw .file(path: path, why: "cannot be written")
        }
    }

    /// Removes a directory with all that is in it; what cannot be removed stays.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
