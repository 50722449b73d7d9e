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

    /// Puts a file in place whole, in a directory that is made if need be: a reader finds the old one or the new one,
    /// also after a power cut.
    static func replace(_ name: String, in directory: String, with bytes: [UInt8]) throws(ToolFailure) {
        let remedy = "run it as a user who may write the configuration, such as root"
        if mkdir(directory, 0o755) != 0, errno != EEXIST { throw ToolFailure(directory, code: errno, remedy: remedy) }
        let path = directory + "/" + name
        // No configuration is read from a hidden file.
        let unfinished = "\(directory)/.\(name).\(getpid())"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw ToolFailure(path, code: errno, remedy: remedy) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let isWhole = written == bytes.count && fsync(descriptor) == 0
        let code = written >= 0 && written < bytes.count ? ENOSPC : errno
        close(descriptor)
        guard isWhole, rename(unfinished, path) == 0 else {
            let code = isWhole ? errno : code
            unlink(unfinished)
            throw ToolFailure(path, code: code, remedy: "make room on the disk, and look at its health")
        }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            _ = fsync(folder)
            close(folder)
        }
    }
}
