import CLinux
import Glibc

/// The file system that the kernel gives.
public struct LinuxFileSystem: FileSystem {
    /// The file system.
    public init() {}

    /// open(2).
    public func open(_ path: String, _ mode: FileMode) throws(SystemError) -> Int32 {
        try check(gh_file_open(path, mode.rawValue), "open")
    }

    /// close(2).
    public func close(_ fd: Int32) {
        _ = gh_file_close(fd)
    }

    /// pwrite(2), made again after a signal.
    public func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        Int(try check(gh_file_write_at(fd, bytes.baseAddress, bytes.count, offset), "pwrite"))
    }

    /// pread(2), made again after a signal.
    public func read(_ fd: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError)
        -> Int
    {
        Int(try check(gh_file_read_at(fd, bytes.baseAddress, bytes.count, offset), "pread"))
    }

    /// fdatasync(2); an error is final for the file.
    public func dataSync(_ fd: Int32) throws(SystemError) {
        try check(gh_file_datasync(fd), "fdatasync")
    }

    /// fsync(2).
    public func sync(_ fd: Int32) throws(SystemError) {
        try check(gh_file_sync(fd), "fsync")
    }

    /// The length that fstat(2) tells.
    public func size(_ fd: Int32) throws(SystemError) -> Int64 {
        try check(gh_file_size(fd), "fstat")
    }

    /// rename(2).
    public func rename(_ from: String, to: String) throws(SystemError) {
        try check(gh_file_rename(from, to), "rename")
    }

    /// unlink(2).
    public func remove(_ path: String) throws(SystemError) {
        try check(gh_file_unlink(path), "unlink")
    }

    /// mkdir(2), mode 0750.
    public func makeDirectory(_ path: String) throws(SystemError) {
        try check(gh_file_mkdir(path), "mkdir")
    }

    /// fsync(2) of the directory.
    public func syncDirectory(_ path: String) throws(SystemError) {
        let fd = try check(gh_file_open(path, Int32(GH_FILE_DIRECTORY.rawValue)), "open")
        defer { close(fd) }
        try sync(fd)
    }

    /// readdir(3).
    public func list(_ path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else { throw SystemError("opendir", code: errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// flock(2), exclusive, without waiting.
    public func lock(_ fd: Int32) throws(SystemError) -> Bool {
        let result = gh_lock_exclusive(fd)
        if result == -EWOULDBLOCK { return false }
        try check(result, "flock")
        return true
    }

    @discardableResult
    private func check<Number: SignedInteger>(_ result: Number, _ call: String) throws(SystemError) -> Number {
        guard result >= 0 else { throw SystemError(call, code: Int32(-result)) }
        return result
    }
}

/// What the system calls an error. Only on threads that may wait: the C library may take a lock.
func systemMessage(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "unknown error"
}
