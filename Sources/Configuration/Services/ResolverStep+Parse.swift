import Codes

extension ResolverStep {
    /// The `[[resolver.step]]`s of a resolver whose secrets have these names.
    static func read(_ resolver: Section, secrets: Set<String>) -> [ResolverStep] {
        let sections = resolver.sections("step", limit: ResolverProvider.mostSteps)
        if sections.isEmpty, !resolver.has("step") {
            resolver.missing("[[resolver.step]]", example: "[[resolver.step]] with path = \"/decode\" below it")
        }
        return sections.enumerated().map { index, section in
            StepReader(section: section, secrets: secrets, isFirst: index == 0, isLast: index + 1 == sections.count)
                .read()
        }
    }
}

/// Reads one `[[resolver.step]]`.
private struct StepReader {
    let section: Section
    let secrets: Set<String>
    let isFirst: Bool
    let isLast: Bool

    /// More than any service has.
    private static let parameterLimit = 64
    /// What a template can be filled with, for a finding's words.
    private static let places = "{code}, {place}, {purpose}, {token}, {nonce}, {time}, {time-ms} or {secret:NAME}"

    func read() -> ResolverStep {
        defer { section.finish() }
        return ResolverStep(
            path: path(), body: section.word("body", of: words(ResolverStep.Body.self), default: .form),
            parameters: parameters(section, "parameters"), headers: headers(), signature: signature(), token: token())
    }

    private func words<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> [(String, Word)] {
        Word.allCases.map { ($0.rawValue, $0) }
    }

    private func path() -> String {
        let text = section.string("path", example: "\"/health/decode\"")
        let good = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        if !text.isEmpty, !text.hasPrefix("/") || text.hasPrefix("//") || !good {
            section.error(
                "path", "\"\(text)\" is not a path of the service",
                remedy: "begin it with one slash, without host, spaces and #: path = \"/health/decode\"")
        }
        return text
    }

    private func token() -> ResolverPath? {
        guard let text = section.optionalString("token") else {
            if !isLast, !section.has("token") { section.missing("token", example: "\"data.token\"") }
            return nil
        }
        if isLast {
            section.error("token", "is for a step after this one, and there is none", remedy: "remove it")
        }
        return ResolverAnswerMap.path(section, "token", text)
    }

    private func headers() -> [ResolverParameter] {
        let headers = parameters(section, "headers")
        for header in headers where !Self.isHeader(header.name) {
            section.section("headers").error(
                header.name, "is no header that can be set", remedy: "use letters, digits and '-', none of HTTP's own")
        }
        return headers
    }

    /// A name that HTTP allows, and that is not the connection's own business.
    private static func isHeader(_ name: String) -> Bool {
        let own = ["host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade", "te"]
        return name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        } && !own.contains(name.lowercased())
    }

    /// A table of names and templates, in the order of the names.
    private func parameters(_ section: Section, _ key: String) -> [ResolverParameter] {
        guard section.has(key) else {
            _ = section.value(key)
            return []
        }
        let inner = section.section(key)
        defer { inner.finish() }
        let names = inner.table.entries.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if names.count > Self.parameterLimit {
            section.error(key, "has \(names.count) entries", remedy: "have at most \(Self.parameterLimit)")
        }
        return names.prefix(Self.parameterLimit).compactMap { name in
            template(inner, name).map { ResolverParameter(name: name, value: $0) }
        }
    }

    private func template(_ section: Section, _ key: String, allowsLines: Bool = false) -> ResolverTemplate? {
        guard let text = section.optionalString(key, allowsLines: allowsLines) else { return nil }
        guard let template = ResolverTemplate(text) else {
            section.error(key, "has a brace that is not closed, or an unknown place", remedy: "write \(Self.places)")
            return nil
        }
        if let unknown = template.secrets.first(where: { !secrets.contains($0) }) {
            unknownSecret(section, key, unknown)
        }
        if isFirst, text.contains("{token}") {
            section.error(key, "needs a token before any answer brought one", remedy: "use it from the second step on")
        }
        return template
    }

    private func unknownSecret(_ section: Section, _ key: String, _ name: String) {
        let near = Spelling.nearest(to: name, among: secrets.sorted()).map { "; there is \"\($0)\"" } ?? ""
        section.error(
            key, "names the secret \"\(name)\", which is not in secrets\(near)",
            remedy: "add it, as in: secrets = { \(name) = { credential = \"\(name)\" } }")
    }

    private func signature() -> ResolverSignature? {
        guard section.has("sign") else {
            _ = section.value("sign")
            return nil
        }
        let sign = section.section("sign")
        defer { sign.finish() }
        let isKeyed = sign.word("algorithm", of: [("sha256", false), ("hmac-sha256", true)], default: false)
        if !sign.has("algorithm") { sign.missing("algorithm", example: "\"hmac-sha256\"") }
        let secret = sign.optionalString("secret")
        if isKeyed, !sign.has("secret") { sign.missing("secret", example: "\"app\"") }
        if !isKeyed, secret != nil {
            sign.error(
                "secret", "is not used by sha256", remedy: "sign it among the unsent parameters, or use hmac-sha256")
        }
        if let secret, isKeyed, !secrets.contains(secret) { unknownSecret(sign, "secret", secret) }
        let text = sign.has("text") ? template(sign, "text", allowsLines: true) : nil
        let unsent = parameters(sign, "unsent")
        if sign.has("text"), !unsent.isEmpty {
            sign.error("unsent", "is not used beside text", remedy: "write what is signed into text")
        }
        _ = sign.value("text")
        return ResolverSignature(
            algorithm: isKeyed ? .hmacSHA256(secret: secret ?? "") : .sha256, text: text, unsent: unsent,
            encoding: sign.word("encoding", of: words(ResolverSignature.Encoding.self), default: .hex),
            place: place(sign))
    }

    private func place(_ sign: Section) -> ResolverSignature.Place {
        let parameter = sign.optionalString("parameter")
        let header = sign.optionalString("header")
        switch (parameter, header) {
        case (let name?, nil): return .parameter(name)
        case (nil, let name?):
            if !Self.isHeader(name) {
                sign.error(
                    "header", "\"\(name)\" is no header that can be set", remedy: "as in: header = \"signature\"")
            }
            return .header(name)
        case (nil, nil): sign.missing("parameter", example: "\"sign\" (or header = \"signature\")")
        default: sign.error("header", "and parameter are both given", remedy: "keep one of them")
        }
        return .parameter("sign")
    }
}
