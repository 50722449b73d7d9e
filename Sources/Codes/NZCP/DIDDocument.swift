/// A file of `trust/nzcp`: the issuer's DID document (DID Core 1.0), whole or not at all.
struct DIDDocument {
    /// The issuer.
    let issuer: NZCPIssuer
    /// Verification methods of other types and of other controllers, by path and number.
    private(set) var ignored: [String] = []

    private static let limits = JSONReader.Limits(depth: 16, items: 16_384)
    /// How the specification wants a method to be expressed, and the name that came after it.
    private static let types: Set<String> = ["JsonWebKey2020", "JsonWebKey"]

    /// Reads the file.
    init(_ file: TrustFile) throws(TrustError) {
        let path = file.path
        func wrong(_ problem: String) -> TrustError {
            TrustError(path: path, problem: problem, remedy: "fetch the issuer's .well-known/did.json again")
        }
        let value: JSONValue
        do { value = try JSONReader.read(file.bytes, limits: Self.limits).value } catch {
            throw wrong("is no JSON (at byte \(error.offset))")
        }
        guard let did = value["id"]?.string, NZCPIssuer.isDID(did) else {
            throw wrong("has no \"id\" that is a did:web")
        }
        guard let methods = value["verificationMethod"]?.array, methods.count <= NZCPIssuer.mostKeys,
            let references = value["assertionMethod"]?.array, references.count <= NZCPIssuer.mostKeys
        else { throw wrong("has no \"verificationMethod\" and \"assertionMethod\" of at most \(NZCPIssuer.mostKeys)") }
        var published: [String: VerifyingKey] = [:]
        // A method may stand in the relationship itself instead of being named there.
        for (index, method) in (methods + references.filter { $0.object != nil }).enumerated() {
            guard let (name, key) = try Self.key(method, of: did, index, path) else {
                ignored.append("\(path) method \(index)")
                continue
            }
            guard published.updateValue(key, forKey: name) == nil else { throw wrong("has the method \(name) twice") }
        }
        let asserted = Set(references.compactMap { Self.name($0.string ?? $0["id"]?.string, of: did) })
        let keys = published.filter { asserted.contains($0.key) }
        guard !keys.isEmpty else { throw wrong("lists no P-256 key under \"assertionMethod\"") }
        issuer = NZCPIssuer(did: did, keys: keys, otherKeys: Set(published.keys).subtracting(asserted))
    }

    /// A method's name and key; `nil` for a method of another type, or of another's.
    private static func key(
        _ method: JSONValue, of did: String, _ index: Int, _ path: String
    ) throws(TrustError) -> (String, VerifyingKey)? {
        let jwk = method["publicKeyJwk"]
        // A private key lying at every gate would let anybody who opens one box issue passes.
        guard SHCIssuerFile.secrets.allSatisfy({ jwk?[$0] == nil }) else {
            throw TrustError(
                path: path, problem: "holds a private key (method \(index))",
                remedy: "put only public keys here, and tell the issuer: this one is no secret any more")
        }
        guard let name = name(method["id"]?.string, of: did), let type = method["type"]?.string, types.contains(type),
            let jwk, jwk["kty"]?.string == "EC", jwk["crv"]?.string == "P-256"
        else { return nil }
        do { return (name, try JWK(publicP256: jwk, keepingName: false).publicKey) } catch {
            throw TrustError(
                path: path, problem: "method \(index) \(error.description)",
                remedy: "fetch the issuer's .well-known/did.json again")
        }
    }

    /// The part behind the `#` of an absolute or relative reference to a key of `did`; `nil` for a key of another.
    private static func name(_ reference: String?, of did: String) -> String? {
        guard let reference else { return nil }
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].isEmpty || parts[0] == did, !parts[1].isEmpty else { return nil }
        return String(parts[1])
    }
}
