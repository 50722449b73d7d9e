import Journal
import Synchronization

/// A file system in memory, where a call can be made to fail.
final class MemoryFileSystem: FileSystem {
    /// Says which calls fail: the call, the path, and how many calls of this name on this path there were before.
    typealias Fault = @Sendable (String, String, Int) -> Int32?

    private struct File: Sendable {
        var bytes: [UInt8] = []
        var isLocked = false
    }

    /// All of it values, so that the lock guards it whole. Files have numbers, as inodes are: names may change.
    private struct State: Sendable {
        var names: [String: Int] = [:]
        var files: [Int: File] = [:]
        var directories: Set<String> = []
        var open: [Int32: (path: String, file: Int, holdsLock: Bool)] = [:]
        var nextDescriptor: Int32 = 1000
        var nextFile = 1
        var counts: [String: Int] = [:]
        var fault: Fault?
        var calls: [String] = []

        mutating func makeFile(_ path: String, _ bytes: [UInt8]) -> Int {
            nextFile += 1
            files[nextFile] = File(bytes: bytes)
            names[path] = nextFile
            return nextFile
        }
    }

    private let state = Mutex(State())

    init() {}

    /// A copy of all files, with no descriptor open.
    init(copying other: MemoryFileSystem) {
        let copy = other.state.withLock { $0 }
        state.withLock { state in
            state.names = copy.names
            state.files = copy.files.mapValues { File(bytes: $0.bytes) }
            state.directories = copy.directories
            state.nextFile = copy.nextFile
        }
    }

    /// Makes calls fail from now on.
    func fail(_ fault: Fault?) {
        state.withLock { state in
            state.fault = fault
            state.counts = [:]
        }
    }

    /// The calls since the beginning, as `name path`.
    var calls: [String] { state.withLock { $0.calls } }

    /// The paths of all files.
    var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// The bytes of a file.
    subscript(path: String) -> [UInt8]? {
        get { state.withLock { state in state.names[path].flatMap { state.files[$0]?.bytes } } }
        set {
            state.withLock { state in
                guard let newValue else { return state.names[path] = nil }
                if let file = state.names[path] {
                    state.files[file]?.bytes = newValue
                } else {
                    _ = state.makeFile(path, newValue)
                }
            }
        }
    }

    /// Notes a call, lets it fail if it is to, or does it. `body` is given the number of the file that it is about.
    private func call<Value: Sendable>(
        _ name: String, _ path: String?, _ fd: Int32? = nil,
        _ body: @Sendable (inout State, Int) -> Result<Value, SystemError>
    ) throws(SystemError) -> Value {
        let outcome = state.withLock { state -> Result<Value, SystemError> in
            let path = path ?? fd.flatMap { state.open[$0]?.path } ?? "?"
            let key = "\(name) \(path)"
            state.calls.append(key)
            let count = state.counts[key, default: 0]
            state.counts[key] = count + 1
            if let code = state.fault?(name, path, count) { return .failure(SystemError(name, code: code)) }
            guard let fd else { return body(&state, state.names[path] ?? 0) }
            guard let open = state.open[fd] else { return .failure(SystemError(name, code: 9)) }
            return body(&state, open.file)
        }
        return try outcome.get()
    }

    func open(_ path: String, _ mode: FileMode) throws(SystemError) -> Int32 {
        try call("open", path) { state, found in
            guard found != 0 || mode.contains(.create) else { return .failure(SystemError("open", code: 2)) }
            let file = found == 0 ? state.makeFile(path, []) : found
            if mode.contains(.truncate) { state.files[file]?.bytes = [] }
            state.nextDescriptor += 1
            state.open[state.nextDescriptor] = (path, file, false)
            return .success(state.nextDescriptor)
        }
    }

    func close(_ fd: Int32) {
        state.withLock { state in
            if let open = state.open.removeValue(forKey: fd), open.holdsLock {
                state.files[open.file]?.isLocked = false
            }
        }
    }

    func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let bytes = Array(bytes)
        return try call("pwrite", nil, fd) { state, file in
            let end = Int(offset) + bytes.count
            let missing = end - (state.files[file]?.bytes.count ?? 0)
            if missing > 0 { state.files[file]?.bytes += [UInt8](repeating: 0, count: missing) }
            state.files[file]?.bytes.replaceSubrange(Int(offset)..<end, with: bytes)
            return .success(bytes.count)
        }
    }

    func read(_ fd: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let count = bytes.count
        let found = try call("pread", nil, fd) { state, file in
            .success(Array((state.files[file]?.bytes ?? []).dropFirst(Int(offset)).prefix(count)))
        }
        bytes.copyBytes(from: found)
        return found.count
    }

    func dataSync(_ fd: Int32) throws(SystemError) { try call("fdatasync", nil, fd) { _, _ in .success(()) } }
    func sync(_ fd: Int32) throws(SystemError) { try call("fsync", nil, fd) { _, _ in .success(()) } }
    func size(_ fd: Int32) throws(SystemError) -> Int64 {
        try call("fstat", nil, fd) { state, file in .success(Int64(state.files[file]?.bytes.count ?? 0)) }
    }

    func rename(_ from: String, to: String) throws(SystemError) {
        try call("rename", to) { state, _ -> Result<Void, SystemError> in
            guard let file = state.names.removeValue(forKey: from) else {
                return .failure(SystemError("rename", code: 2))
            }
            state.names[to] = file
            return .success(())
        }
    }

    func remove(_ path: String) throws(SystemError) {
        try call("unlink", path) { state, _ -> Result<Void, SystemError> in
            state.names.removeValue(forKey: path) == nil ? .failure(SystemError("unlink", code: 2)) : .success(())
        }
    }

    func makeDirectory(_ path: String) throws(SystemError) {
        try call("mkdir", path) { state, _ -> Result<Void, SystemError> in
            state.directories.insert(path).inserted ? .success(()) : .failure(SystemError("mkdir", code: 17))
        }
    }

    func syncDirectory(_ path: String) throws(SystemError) {
        try call("fsync-directory", path) { _, _ in .success(()) }
    }

    func list(_ path: String) throws(SystemError) -> [String] {
        try call("opendir", path) { state, _ in
            guard state.directories.contains(path) else { return .failure(SystemError("opendir", code: 2)) }
            let below = state.names.keys.filter { $0.hasPrefix(path + "/") }.map {
                String($0.dropFirst(path.count + 1))
            }
            return .success(below.filter { !$0.contains("/") })
        }
    }

    func lock(_ fd: Int32) throws(SystemError) -> Bool {
        try call("flock", nil, fd) { state, file in
            guard state.files[file]?.isLocked == false else { return .success(false) }
            state.files[file]?.isLocked = true
            state.open[fd]?.holdsLock = true
            return .success(true)
        }
    }
}
