import Glibc

/// Makes files that only their owner may read.
struct SiteFiles {
    /// The directory below which everything is made, absolute.
    let root: String

    /// Makes the root and everything above it; refuses a root that holds anything.
    init(root: String) throws(CommissioningError) {
        self.root = Self.absolute(root)
        try Self.makeParents(of: self.root)
        if mkdir(self.root, 0o700) == 0 { return }
        guard errno == EEXIST else { throw Self.failure(self.root) }
        guard let stream = opendir(self.root) else { throw Self.failure(self.root) }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name == "." || name == ".." else { throw .notEmpty(path: self.root) }
        }
        guard chmod(self.root, 0o700) == 0 else { throw Self.failure(self.root) }
    }

    /// The absolute path of a name below the root.
    func path(_ name: String) -> String { root + "/" + name }

    /// Makes a directory of mode 0700.
    func makeDirectory(_ name: String) throws(CommissioningError) {
        guard mkdir(path(name), 0o700) == 0 else { throw Self.failure(path(name)) }
    }

    /// Writes a new file of mode 0600, to the disk: a key that a power cut takes is a gate that cannot sign.
    func write(_ bytes: [UInt8], to name: String) throws(CommissioningError) {
        let path = path(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(0o600))
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// Writes a new text file of mode 0600.
    func write(_ text: String, to name: String) throws(CommissioningError) {
        try write(Array(text.utf8), to: name)
    }

    private static func makeParents(of path: String) throws(CommissioningError) {
        var parent = ""
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            guard mkdir(parent, 0o755) == 0 || errno == EEXIST || access(parent, F_OK) == 0 else {
                throw failure(parent)
            }
        }
    }

    private static func absolute(_ path: String) -> String {
        var base = ""
        if !path.hasPrefix("/"), let current = getcwd(nil, 0) {
            base = String(cString: current)
            free(current)
        }
        return "/" + (base + "/" + path).split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func failure(_ path: String) -> CommissioningError {
        let code = errno
        return .file(path: path, code: code, message: String(cString: strerror(code)))
    }
}
