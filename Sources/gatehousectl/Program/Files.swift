import Glibc

/// The file accesses of the verbs.
enum Files {
    /// The bytes of a file of at most `limit` bytes.
    static func read(_ path: String, limit: Int) throws(ToolFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw ToolFailure(path, code: errno, remedy: "name a file that this user may read")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ToolFailure(path, code: errno, remedy: "name a plain file") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        throw ToolFailure(path, code: EFBIG, remedy: "it is not what it should be")
    }

    /// The names in a directory, in order, hidden ones left out.
    static func names(in directory: String) throws(ToolFailure) -> [String] {
        guard let stream = opendir(directory) else {
            throw ToolFailure(directory, code: errno, remedy: "name a directory that this user may read")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
