/// A text with places that are filled when a request is made: `{code}`, `{place}`, `{purpose}`, `{token}`, `{nonce}`,
/// `{time}` (seconds since 1970), `{time-ms}`, `{secret:NAME}`. There is no way to write a brace.
public struct ResolverTemplate: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case code
        case place
        case purpose
        case token
        case nonce
        case seconds
        case milliseconds
        case secret(String)
    }

    let parts: [Part]

    /// A template; `nil` when a brace is not closed or a name is unknown.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}"),
                let part = Self.part(rest[rest.index(after: open)..<close])
            else { return nil }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        guard !rest.contains("}"), !parts.contains(.text("}")) else { return nil }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    /// The names of the secrets in it.
    public var secrets: [String] {
        parts.compactMap { if case .secret(let name) = $0 { name } else { nil } }
    }

    private static func part(_ name: Substring) -> Part? {
        switch name {
        case "code": return .code
        case "place": return .place
        case "purpose": return .purpose
        case "token": return .token
        case "nonce": return .nonce
        case "time": return .seconds
        case "time-ms": return .milliseconds
        default:
            guard name.hasPrefix("secret:"), name.count > 7 else { return nil }
            return .secret(String(name.dropFirst(7)))
        }
    }
}

/// What the places of a template are filled with.
struct ResolverValues {
    var code: String
    var place: String
    var purpose: String
    var token = ""
    var nonce = ""
    var time = UnixTime(seconds: 0)
    var secrets: [String: String] = [:]

    /// The template's text; a secret that is missing is empty, which the service refuses.
    func fill(_ template: ResolverTemplate) -> String {
        template.parts.map { part in
            switch part {
            case .text(let text): text
            case .code: code
            case .place: place
            case .purpose: purpose
            case .token: token
            case .nonce: nonce
            case .seconds: String(time.seconds)
            case .milliseconds: String(time.microseconds / 1000)
            case .secret(let name): secrets[name] ?? ""
            }
        }.joined()
    }
}
