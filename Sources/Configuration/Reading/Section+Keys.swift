extension Section {
    /// The one path of a table that has no other key.
    func onlyPath(_ key: String, in folder: String, default standard: String) -> String {
        defer { finish() }
        return path(key, in: folder, default: standard, example: "\"\(standard)\"")
    }

    /// An HTTPS address without a path, and nothing of it left to anybody else: scheme, host, port.
    func httpsEndpoint(_ key: String, example: String) -> Endpoint {
        let none = Endpoint(host: "", port: 443)
        let text = string(key, example: "\"\(example)\"")
        guard !text.isEmpty else { return none }
        let scheme = "https://"
        var rest = text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : ""
        if rest.last == "/" { rest.removeLast() }
        guard let endpoint = Endpoint(String(rest), defaultPort: 443) else {
            error(
                key, "\"\(text)\" is not an HTTPS address without a path",
                remedy: "write scheme, host and port: \(key) = \"\(example)\"")
            return none
        }
        return endpoint
    }

    /// A key name of a signed note (C2SP signed-note): not empty, no space and no plus sign.
    func keyName(_ key: String, example: String) -> String {
        let text = string(key, example: example)
        if text.contains(where: { $0.isWhitespace || $0 == "+" }) {
            error(key, "\"\(text)\" has a space or a plus sign", remedy: "write it without, as in: \(key) = \(example)")
        }
        return text
    }

    /// A verifier key of a signed note, `name+hash+base64`; the shape is checked here, the key by who uses it.
    func vkey(_ key: String) -> String? {
        guard let text = optionalString(key) else { return nil }
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        let isKey =
            parts.count == 3 && !parts[0].isEmpty && !parts[0].contains(where: \.isWhitespace)
            && parts[1].utf8.count == 8 && parts[1].allSatisfy(\.isHexDigit)
            && !parts[2].isEmpty
            && parts[2].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }
        if !isKey {
            error(
                key, "is not a verifier key",
                remedy: "write it as in: \(key) = \"committee.example+5ab1c2d3+AW…\" (C2SP signed-note)")
        }
        return isKey ? text : nil
    }
}

extension [Section] {
    /// Reports every name that an earlier table of the list has.
    func reportDoubles(what: String) {
        var first: [String: PlacedTable] = [:]
        for section in self {
            guard let name = section.table.string("name") else { continue }
            if let other = first[name] {
                section.error(
                    "name", "a \(what) \"\(name)\" is already at \(other.file):\(other.line)",
                    remedy: "give each \(what) a name of its own")
            } else {
                first[name] = section.table
            }
        }
    }
}
