import Glibc

/// The few file accesses of this room.
enum FileBytes {
    /// A refusal of the system.
    struct Failure: Error, CustomStringConvertible {
        var code: Int32
        var description: String { String(cString: strerror(code)) }
    }

    /// The bytes of a plain file of at most `limit` bytes. Never waits on a FIFO or a device.
    static func read(_ path: String, limit: Int) -> Result<[UInt8], Failure> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        defer { close(descriptor) }
        return read(descriptor, limit: limit)
    }

    /// The bytes of an open file; `EFBIG` when there are more than `limit`, `EINVAL` when it is no plain file.
    static func read(_ descriptor: Int32, limit: Int) -> Result<[UInt8], Failure> {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(Failure(code: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(Failure(code: EINVAL)) }
        guard status.st_size <= limit else { return .failure(Failure(code: EFBIG)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(Failure(code: errno)) }
            if count == 0 { return .success(bytes) }
            // The file may grow while it is read.
            guard bytes.count + count <= limit else { return .failure(Failure(code: EFBIG)) }
            bytes += buffer[..<count]
        }
    }

    /// The names in a directory, without `.` and `..`.
    static func names(in directory: String) -> Result<[String], Failure> {
        guard let stream = opendir(directory) else { return .failure(Failure(code: errno)) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return .success(names)
    }

    /// Whether anything stands at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The working directory; the root when it is gone.
    static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
