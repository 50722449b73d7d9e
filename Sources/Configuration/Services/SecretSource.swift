import Glibc

/// Where a secret is: given by systemd, or in a file.
public enum SecretSource: Hashable, Sendable {
    /// A systemd credential by its name (`LoadCredentialEncrypted=`), below `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    /// A file by its path.
    case file(String)

    /// Reads `credential = "…"` or `file = "…"` of a table.
    static func read(_ section: Section, folder: String, standard: SecretSource) -> SecretSource {
        defer { section.finish() }
        let credential = section.value("credential") == nil ? nil : section.name("credential", example: "\"…\"")
        let file = section.optionalPath("file", in: folder)
        if credential != nil, section.has("file") {
            section.error("file", "and credential are both given", remedy: "keep one of them")
        }
        if let file { return .file(file) }
        return credential.map { .credential($0) } ?? standard
    }

    /// Where the secret's file is. Throws `SecretError.noCredentials` outside a unit that gives credentials.
    public func path() throws(SecretError) -> String {
        switch self {
        case .file(let path): return path
        case .credential(let name):
            guard let directory = getenv("CREDENTIALS_DIRECTORY") else { throw .noCredentials(name: name) }
            return String(cString: directory) + "/" + name
        }
    }
}

extension Section {
    /// A secret at `key`: `key = "path"`, or `key = { credential = "name" }`.
    func secret(_ key: String, in folder: String, example: String) -> SecretSource {
        if case .table? = value(key)?.content {
            let inner = section(key)
            if inner.table.entries.isEmpty {
                error(key, "names nothing", remedy: "write \(key) = \"path\" or \(key) = { credential = \"name\" }")
            }
            return .read(inner, folder: folder, standard: .file(""))
        }
        return .file(path(key, in: folder, example: example))
    }
}
