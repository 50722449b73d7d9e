internal import Crypto

/// How a service wants its requests signed.
public struct ResolverSignature: Hashable, Sendable {
    /// How the bytes of the signature are made.
    public enum Algorithm: Hashable, Sendable {
        /// SHA-256 of the text; the secret is in the text.
        case sha256
        /// HMAC-SHA-256 (RFC 2104) of the text under the secret with this name.
        case hmacSHA256(secret: String)
    }

    /// How they are written.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
        case hex
        case upperHex = "upper-hex"
        case base64
    }

    /// Where they go.
    public enum Place: Hashable, Sendable {
        case parameter(String)
        case header(String)
    }

    /// How the signature is made.
    public var algorithm: Algorithm
    /// What is signed; `nil` for all parameters as `name=value`, sorted by name and joined by `&`.
    public var text: ResolverTemplate?
    /// Parameters that are signed among the others and never sent.
    public var unsent: [ResolverParameter]
    /// How it is written.
    public var encoding: Encoding
    /// Where it goes.
    public var place: Place

    /// A recipe.
    public init(
        algorithm: Algorithm, text: ResolverTemplate? = nil, unsent: [ResolverParameter] = [],
        encoding: Encoding = .hex,
        place: Place
    ) {
        self.algorithm = algorithm
        self.text = text
        self.unsent = unsent
        self.encoding = encoding
        self.place = place
    }

    func sign(_ parameters: [(name: String, value: String)], _ values: ResolverValues) -> String {
        let text = Array(signedText(parameters, values).utf8)
        let bytes: [UInt8] =
            switch algorithm {
            case .sha256: Array(SHA256.hash(data: text))
            case .hmacSHA256(let secret):
                Array(
                    HMAC<SHA256>.authenticationCode(
                        for: text, using: SymmetricKey(data: Array((values.secrets[secret] ?? "").utf8))))
            }
        switch encoding {
        case .hex: return Hexadecimal.encode(bytes)
        case .upperHex: return Hexadecimal.encode(bytes).uppercased()
        case .base64: return Base64.encode(bytes)
        }
    }

    private func signedText(_ parameters: [(name: String, value: String)], _ values: ResolverValues) -> String {
        if let text { return values.fill(text) }
        let all = parameters + unsent.map { ($0.name, values.fill($0.value)) }
        // By bytes, as the services' own examples sort, not by any language's alphabet.
        return all.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}
