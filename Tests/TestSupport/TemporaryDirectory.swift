import FoundationEssentials
import Glibc

/// A directory of one test, removed with all that is in it when it is let go.
public final class TemporaryDirectory {
    /// The absolute path, without a slash at the end; short enough for the name of a Unix socket in it.
    public let path: String

    /// Makes a directory in `$TMPDIR`, or `/tmp`.
    public init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/gatehouse-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemCallError(call: "mkdtemp in \(parent)", code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of `name` in the directory.
    public func file(_ name: String) -> String {
        "\(path)/\(name)"
    }
}
