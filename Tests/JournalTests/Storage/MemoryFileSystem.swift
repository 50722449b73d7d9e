import Journal
import Synchronization

/// A file system in memory, where a call can be made to fail.
final class MemoryFileSystem: FileSystem {
    /// Says which calls fail: the call, the path, and how many calls of this name on this path there were before.
    typealias Fault = @Sendable (String, String, Int) -> Int32?

    private final class File {
        var bytes: [UInt8] = []
        var isLocked = false
    }

    private struct State {
        var files: [String: File] = [:]
        var directories: Set<String> = []
        var open: [Int32: (path: String, file: File, holdsLock: Bool)] = [:]
        var nextDescriptor: Int32 = 1000
        var counts: [String: Int] = [:]
        var fault: Fault?
        var calls: [String] = []
    }

    private let state = Mutex(State())

    init() {}

    /// A copy of all files, with no descriptor open.
    init(copying other: MemoryFileSystem) {
        let (files, directories) = other.state.withLock { state in
            (state.files.mapValues(\.bytes), state.directories)
        }
        state.withLock { state in
            state.directories = directories
            for (path, bytes) in files {
                let file = File()
                file.bytes = bytes
                state.files[path] = file
            }
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
    var paths: [String] { state.withLock { $0.files.keys.sorted() } }

    /// The bytes of a file.
    subscript(path: String) -> [UInt8]? {
        get { state.withLock { $0.files[path]?.bytes } }
        set {
            state.withLock { state in
                guard let newValue else { return state.files[path] = nil }
                let file = state.files[path] ?? File()
                file.bytes = newValue
                state.files[path] = file
            }
        }
    }

    private func call<Result>(
        _ name: String, _ path: String?, _ fd: Int32? = nil,
        _ body: (inout State, File) -> Swift.Result<Result, SystemError>
    ) throws(SystemError) -> Result {
        let outcome = state.withLock { state -> Swift.Result<Result, SystemError> in
            let path = path ?? fd.flatMap { state.open[$0]?.path } ?? "?"
            state.calls.append("\(name) \(path)")
            let key = "\(name) \(path)"
            let count = state.counts[key, default: 0]
            state.counts[key] = count + 1
            if let code = state.fault?(name, path, count) { return .failure(SystemError(name, code: code)) }
            if let fd {
                guard let open = state.open[fd] else { return .failure(SystemError(name, code: 9)) }
                return body(&state, open.file)
            }
            return body(&state, state.files[path] ?? File())
        }
        return try outcome.get()
    }

    func open(_ path: String, _ mode: FileMode) throws(SystemError) -> Int32 {
        try call("open", path) { state, file in
            if state.files[path] == nil {
                guard mode.contains(.create) else { return .failure(SystemError("open", code: 2)) }
                state.files[path] = file
            }
            if mode.contains(.truncate) { file.bytes = [] }
            state.nextDescriptor += 1
            state.open[state.nextDescriptor] = (path, file, false)
            return .success(state.nextDescriptor)
        }
    }

    func close(_ fd: Int32) {
        state.withLock { state in
            if let open = state.open.removeValue(forKey: fd), open.holdsLock { open.file.isLocked = false }
        }
    }

    func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let bytes = Array(bytes)
        return try call("pwrite", nil, fd) { _, file in
            let end = Int(offset) + bytes.count
            if file.bytes.count < end { file.bytes += [UInt8](repeating: 0, count: end - file.bytes.count) }
            file.bytes.replaceSubrange(Int(offset)..<end, with: bytes)
            return .success(bytes.count)
        }
    }

    func read(_ fd: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let found = try call("pread", nil, fd) { _, file in
            .success(Array(file.bytes.dropFirst(Int(offset)).prefix(bytes.count)))
        }
        bytes.copyBytes(from: found)
        return found.count
    }

    func dataSync(_ fd: Int32) throws(SystemError) { try call("fdatasync", nil, fd) { _, _ in .success(()) } }
    func sync(_ fd: Int32) throws(SystemError) { try call("fsync", nil, fd) { _, _ in .success(()) } }
    func size(_ fd: Int32) throws(SystemError) -> Int64 {
        try call("fstat", nil, fd) { _, file in .success(Int64(file.bytes.count)) }
    }

    func rename(_ from: String, to: String) throws(SystemError) {
        try call("rename", to) { state, _ in
            guard let file = state.files.removeValue(forKey: from) else {
                return .failure(SystemError("rename", code: 2))
            }
            state.files[to] = file
            return .success(())
        }
    }

    func remove(_ path: String) throws(SystemError) {
        try call("unlink", path) { state, _ -> Result<Void, SystemError> in
            state.files.removeValue(forKey: path) == nil ? .failure(SystemError("unlink", code: 2)) : .success(())
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
            return .success(
                state.files.keys.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }
                    .filter { !$0.contains("/") })
        }
    }

    func lock(_ fd: Int32) throws(SystemError) -> Bool {
        try call("flock", nil, fd) { state, file in
            guard !file.isLocked else { return .success(false) }
            file.isLocked = true
            state.open[fd]?.holdsLock = true
            return .success(true)
        }
    }
}
