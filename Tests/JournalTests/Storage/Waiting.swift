import Glibc

/// Waits until a descriptor is readable and takes its counter, as a loop would; half a minute is taken for ever.
func waitReadable(_ fd: Int32) {
    var entry = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, 30_000) == 1 else { return }
    var count: UInt64 = 0
    _ = read(fd, &count, MemoryLayout<UInt64>.size)
}

/// A new directory below the system's temporary one, removed with everything in it at the end.
final class TemporaryDirectory {
    let path: String

    init() {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/gatehouse-journal-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? base
        }
    }

    deinit {
        // Directories of a journal are two deep.
        for entry in Self.names(path) {
            for file in Self.names("\(path)/\(entry)") {
                for deeper in Self.names("\(path)/\(entry)/\(file)") { unlink("\(path)/\(entry)/\(file)/\(deeper)") }
                if unlink("\(path)/\(entry)/\(file)") != 0 { rmdir("\(path)/\(entry)/\(file)") }
            }
            if unlink("\(path)/\(entry)") != 0 { rmdir("\(path)/\(entry)") }
        }
        rmdir(path)
    }

    private static func names(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// The id of this process.
func processID() -> Int32 { getpid() }
