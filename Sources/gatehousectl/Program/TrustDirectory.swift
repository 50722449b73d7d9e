import Codes

/// A trust directory on disk.
enum TrustDirectory {
    /// Reads its files, one folder deep, as a snapshot.
    static func load(_ directory: String) throws(ToolFailure) -> TrustSnapshot {
        var files: [TrustFile] = []
        for name in try Files.names(in: directory) {
            let path = directory + "/" + name
            if Files.isDirectory(path) {
                for inner in try Files.names(in: path) where !Files.isDirectory(path + "/" + inner) {
                    files.append(try file(path + "/" + inner, name + "/" + inner))
                }
            } else {
                files.append(try file(path, name))
            }
        }
        do {
            return try TrustSnapshot.load(files: files)
        } catch {
            throw ToolFailure(.usage, error.description)
        }
    }

    private static func file(_ path: String, _ name: String) throws(ToolFailure) -> TrustFile {
        TrustFile(path: name, bytes: try Files.read(path, limit: TrustSnapshot.largestFile))
    }
}
