import CLinux
import Glibc

/// Reads configuration files: the main file, and the drop-ins beside it.
///
/// For `/etc/gatehouse/gatehouse.toml` the drop-ins are `/etc/gatehouse/gatehouse.d/*.toml`, laid over it in the order
/// of their names (by bytes).
public struct ConfigurationLoader: Sendable {
    /// No configuration is that long; a larger file is something else, a log or a disk image.
    static let sizeLimit = 1 << 20
    /// More drop-ins than anyone writes by hand.
    static let dropInLimit = 256

    /// The main file.
    public var path: String

    /// A loader of the main file at `path`.
    public init(path: String) {
        self.path = path
    }

    /// The daemon's configuration, checked, with its warnings.
    public func loadGate() throws(ConfigurationError) -> Configured<GateConfiguration> {
        try GateConfiguration.parse(try readSources(), context: context)
    }

    /// The uplink's configuration, checked, with its warnings.
    public func loadUplink() throws(ConfigurationError) -> Configured<UplinkConfiguration> {
        try UplinkConfiguration.parse(try readSources(), context: context)
    }

    /// The desk's configuration, checked, with its warnings.
    public func loadDesk() throws(ConfigurationError) -> Configured<DeskConfiguration> {
        try DeskConfiguration.parse(try readSources(), context: context)
    }

    /// The folder of the main file, absolute.
    public var folder: String {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if path.hasPrefix("/") { return directory.isEmpty ? "/" : directory }
        return Section.resolve(directory, in: FileBytes.currentDirectory())
    }

    /// The folder of the drop-ins: the main file's path with `.d` for `.toml`.
    public var dropInFolder: String {
        (path.hasSuffix(".toml") ? String(path.dropLast(5)) : path) + ".d"
    }

    var context: ConfigurationContext {
        ConfigurationContext(folder: folder) { name in
            // tzdata's own place; glibc looks there too.
            name == "UTC" || FileBytes.exists("/usr/share/zoneinfo/" + name)
        }
    }

    /// The texts of the main file and its drop-ins, in the order in which they are merged.
    public func readSources() throws(ConfigurationError) -> [ConfigurationSource] {
        let findings = Findings()
        var files = [path]
        switch FileBytes.names(in: dropInFolder) {
        case .success(let names):
            let found = names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }
            files += found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { dropInFolder + "/" + $0 }
            if found.count > Self.dropInLimit {
                findings.error(
                    file: dropInFolder, line: 0, key: "", "has \(found.count) files",
                    remedy: "keep at most \(Self.dropInLimit)")
            }
        case .failure(let error) where error.code == ENOENT: break
        case .failure(let error):
            findings.error(
                file: dropInFolder, line: 0, key: "", "cannot be listed: \(error)",
                remedy: "let this user read the directory, or remove it")
        }
        let sources = files.prefix(Self.dropInLimit + 1).compactMap { Self.read($0, findings) }
        if findings.hasErrors { throw ConfigurationError(issues: findings.issues) }
        return sources
    }

    private static func read(_ path: String, _ findings: Findings) -> ConfigurationSource? {
        switch FileBytes.read(path, limit: sizeLimit) {
        case .success(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) {
                return ConfigurationSource(file: path, text: text)
            }
            findings.error(file: path, line: 0, key: "", "is not UTF-8 text", remedy: "save it as UTF-8")
        case .failure(let error):
            let remedy =
                switch error.code {
                case ENOENT: "create it, or name another with --config"
                case EFBIG: "keep it below \(ByteSize.text(sizeLimit))"
                default: "make it a plain file that this user may read"
                }
            findings.error(file: path, line: 0, key: "", "cannot be read: \(error)", remedy: remedy)
        }
        return nil
    }
}
