extension FileSystem {
    /// Calls `body`, and names the file in the error.
    func on<Result>(
        _ path: String, _ body: () throws(SystemError) -> Result
    ) throws(JournalError) -> Result {
        do {
            return try body()
        } catch {
            throw JournalError.system(path: path, error)
        }
    }

    /// Opens, calls `body`, closes.
    func withFile<Result>(
        _ path: String, _ mode: FileMode, _ body: (Int32) throws(SystemError) -> Result
    ) throws(JournalError) -> Result {
        let fd = try on(path) { () throws(SystemError) in try open(path, mode) }
        defer { close(fd) }
        return try on(path) { () throws(SystemError) in try body(fd) }
    }

    /// Writes all of `bytes`, in as many calls as it takes.
    func writeAll(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = try write(fd, rest, at: offset + Int64(written))
            // A disk that takes nothing and says nothing would spin for ever.
            guard count > 0 else { throw SystemError("pwrite", code: FileSystemCode.inputOutput) }
            written += count
        }
    }

    /// Writes all of `bytes`.
    func writeAll(_ fd: Int32, _ bytes: [UInt8], at offset: Int64) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(SystemError) in
            try writeAll(fd, UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Reads as much of `count` bytes as the file has.
    func readAll(_ fd: Int32, count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let target = UnsafeMutableRawBufferPointer(buffer)
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
                do throws(SystemError) {
                    let got = try read(fd, into: rest, at: offset + Int64(filled))
                    if got == 0 { break }
                    filled += got
                } catch {
                    failure = error
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The whole of a small file.
    func contents(of path: String, limit: Int) throws(JournalError) -> [UInt8] {
        try withFile(path, []) { fd throws(SystemError) in
            let size = try size(fd)
            guard size <= limit else { throw SystemError("read", code: FileSystemCode.tooLarge) }
            return try readAll(fd, count: Int(size), at: 0)
        }
    }

    /// Puts a file in place whole: made beside it, made durable, renamed, the name made durable.
    func replace(_ path: String, in directory: String, with bytes: [UInt8], mode: FileMode = []) throws(JournalError) {
        let unfinished = path + JournalLayout.unfinished
        try withFile(unfinished, [.write, .create, .truncate, mode]) { fd throws(SystemError) in
            try writeAll(fd, bytes, at: 0)
            try sync(fd)
        }
        try on(path) { () throws(SystemError) in try rename(unfinished, to: path) }
        try on(directory) { () throws(SystemError) in try syncDirectory(directory) }
    }

    /// Whether there is such a name in the directory; a directory that is not there has none.
    func exists(_ name: String, in directory: String) -> Bool {
        ((try? list(directory)) ?? []).contains(name)
    }
}

/// Errors of the journal's own that are told as the system's, because that is what they are like.
enum FileSystemCode {
    /// `EIO`.
    static let inputOutput: Int32 = 5
    /// `EFBIG`.
    static let tooLarge: Int32 = 27
    /// `ENOENT`.
    static let notFound: Int32 = 2
    /// `EEXIST`.
    static let exists: Int32 = 17
    /// `EINVAL`.
    static let invalid: Int32 = 22
}
