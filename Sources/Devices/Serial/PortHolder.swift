import Glibc

/// A process that has a device open.
public struct PortHolder: Hashable, Sendable, CustomStringConvertible {
    /// Its process id.
    public let process: Int32
    /// Its name, as the kernel has it (15 bytes at most).
    public let name: String

    /// For people: `brltty (process 412)`.
    public var description: String { "\(name) (process \(process))" }

    /// The other processes that have the device at `path` open, as far as this user may see: those of other users show
    /// only to root.
    ///
    /// Walks all of `/proc`, some milliseconds; ask once when a port turns out busy, not for every attempt.
    public static func find(path: String) -> [PortHolder] {
        var device = stat()
        guard stat(path, &device) == 0, device.st_mode & S_IFMT == S_IFCHR else { return [] }
        return names(in: "/proc").compactMap { Int32($0) }.filter { $0 != getpid() && holds($0, device) }
            .sorted().map { PortHolder(process: $0, name: name(of: $0)) }
    }

    private static func holds(_ process: Int32, _ device: stat) -> Bool {
        let folder = "/proc/\(process)/fd"
        return names(in: folder).contains { entry in
            var open = stat()
            // Follows the link to the open file itself, so that no symbolic link and no other name hides it.
            guard stat("\(folder)/\(entry)", &open) == 0, open.st_mode & S_IFMT == S_IFCHR else { return false }
            // The number of a pseudo-terminal is unique within its file system only, of which each container has one.
            return open.st_rdev == device.st_rdev && (!isPseudoTerminal(device) || open.st_dev == device.st_dev)
        }
    }

    private static func isPseudoTerminal(_ device: stat) -> Bool {
        (136...143).contains((device.st_rdev >> 8) & 0xFFF)
    }

    private static func name(of process: Int32) -> String {
        let file = fopen("/proc/\(process)/comm", "re")
        guard let file else { return "unknown" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self)
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
