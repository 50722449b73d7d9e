import CLinux
import Glibc

/// Where the programs of the house are: beside the one that runs.
struct ProgramDirectory {
    /// The directory of this program, absolute.
    let path: String

    /// The directory that holds `/proc/self/exe`.
    init() throws(DemonstrationError) {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        guard count > 0 else {
            throw .file(path: "/proc/self/exe", why: String(cString: strerror(errno)))
        }
        let executable = String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        path = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
    }

    /// The path of the program `name`, which has to be there.
    func find(_ name: String) throws(DemonstrationError) -> String {
        let program = path + "/" + name
        guard access(program, X_OK) == 0 else {
            throw .program(name: name, path: program, why: String(cString: strerror(errno)))
        }
        return program
    }
}
