/// A file of `trust/shc`: `{"iss": …, "jwks": …, "crls": …}`, whole or not at all.
struct SHCIssuerFile {
    /// The issuer.
    let issuer: SHCIssuer
    /// What of the file is not for cards, by path and name: keys of other types, lists by other methods.
    private(set) var ignored: [String] = []

    private let path: String

    /// Lists are the largest of it, so that the bounds are theirs; an entry may come once for each key.
    private static let limits = JSONReader.Limits(depth: 16, items: 2 * TrustSnapshot.mostRevoked)
    /// The members of a JWK that are secret, of all its types (RFC 7518 §6).
    static let secrets = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Reads the file.
    init(_ file: TrustFile) throws(TrustError) {
        path = file.path
        let value: JSONValue
        do { value = try JSONReader.read(file.bytes, limits: Self.limits).value } catch {
            throw TrustError(
                path: path, problem: "is no JSON (at byte \(error.offset))", remedy: "fetch it again and import it")
        }
        guard let address = value["iss"]?.string, SHCClaims.isIssuer(address) else {
            throw TrustError(
                path: path, problem: "has no \"iss\" that is an https address without a slash at its end",
                remedy: "write the address that the issuer's cards name")
        }
        var keys = try Self.keys(value["jwks"], path, &ignored)
        for list in try Self.lists(value["crls"], path) { try Self.add(list, to: &keys, path, &ignored) }
        issuer = SHCIssuer(address: address, keys: keys)
    }

    /// The keys that sign cards. A key set may hold others, which are passed over, but nothing secret.
    private static func keys(
        _ set: JSONValue?, _ path: String, _ ignored: inout [String]
    ) throws(TrustError) -> [String: SHCKey] {
        let single = set?["kty"] == nil ? nil : set.map { [$0] }
        guard let members = single ?? set?.array ?? set?["keys"]?.array, members.count <= SHCIssuer.mostKeys else {
            throw TrustError(
                path: path, problem: "has no \"jwks\" of at most \(SHCIssuer.mostKeys) keys",
                remedy: "put the issuer's .well-known/jwks.json there as it is")
        }
        var keys: [String: SHCKey] = [:]
        for (index, member) in members.enumerated() {
            guard let key = try key(member, index, path) else {
                ignored.append("\(path) key \(index)")
                continue
            }
            let version = try version(member["crlVersion"], path)
            let known = keys[key.kid]?.listVersion
            keys[key.kid] = SHCKey(
                key: key.publicKey, listVersion: [version, known].compactMap(\.self).max(), list: nil)
        }
        guard !keys.isEmpty else {
            throw TrustError(
                path: path, problem: "has no P-256 key for ES256", remedy: "fetch the issuer's key set again")
        }
        return keys
    }

    /// The key, or `nil` when it is of a type that cards are not signed with.
    private static func key(_ member: JSONValue, _ index: Int, _ path: String) throws(TrustError) -> JWK? {
        // A private key lying at every gate would let anybody who opens one box issue cards.
        guard secrets.allSatisfy({ member[$0] == nil }) else {
            throw TrustError(
                path: path, problem: "holds a private key (number \(index))",
                remedy: "put only public keys here, and tell the issuer: this one is no secret any more")
        }
        guard member["kty"]?.string == "EC", member["crv"]?.string == "P-256",
            member["use"] == nil || member["use"]?.string == "sig",
            member["alg"] == nil || member["alg"]?.string == "ES256"
        else { return nil }
        do { return try JWK(publicP256: member, keepingName: true) } catch {
            throw TrustError(
                path: path, problem: "key \(index) \(error.description)",
                remedy: "fetch the key set again; \"kid\" has to be the RFC 7638 thumbprint")
        }
    }

    private static func version(_ value: JSONValue?, _ path: String) throws(TrustError) -> Int64? {
        guard let value else { return nil }
        guard let version = value.integer, version >= 0 else {
            throw TrustError(
                path: path, problem: "has a \"crlVersion\" or \"ctr\" that is no whole number",
                remedy: "fetch the key set and its lists again")
        }
        return version
    }

    /// The lists, which may stand in an array, as one object, or under the names of their keys.
    private static func lists(_ value: JSONValue?, _ path: String) throws(TrustError) -> [JSONValue] {
        switch value {
        case nil, .null?: return []
        case .array(let lists)?: return lists
        case .object(let members)? where members["rids"] != nil: return [.object(members)]
        case .object(let members)?:
            return members.sorted { $0.key < $1.key }.map(\.value)
        default:
            throw TrustError(
                path: path, problem: "has \"crls\" that are no lists",
                remedy: "put the issuer's .well-known/crl/*.json there, one after the other")
        }
    }

    private static func add(
        _ value: JSONValue, to keys: inout [String: SHCKey], _ path: String, _ ignored: inout [String]
    ) throws(TrustError) {
        guard let kid = value["kid"]?.string, let method = value["method"]?.string,
            let counter = try version(value["ctr"], path), let entries = value["rids"]?.array
        else {
            throw TrustError(
                path: path, problem: "has a revocation list without kid, method, ctr or rids",
                remedy: "fetch the issuer's .well-known/crl/*.json again")
        }
        // Other methods are profiles outside the specification; the list of a key that was withdrawn is of no use.
        guard method == "rid", keys[kid] != nil else {
            ignored.append("\(path) list of \(kid)")
            return
        }
        var list = SHCRevocationList(counter: counter)
        for (index, entry) in entries.enumerated() {
            guard let entry = entry.string, list.add(entry) else {
                throw TrustError(
                    path: path, problem: "entry \(index) of the list of \(kid) is no rid with an optional timestamp",
                    remedy: "fetch the list again, or ask the issuer to mend it")
            }
        }
        if let known = keys[kid]?.list, known.counter >= counter { return }
        keys[kid]?.list = list
    }
}

extension JWK {
    /// The public key in a member of a key set. Only what makes the key is read; `kid` where it has to be the thumbprint.
    init(publicP256 member: JSONValue, keepingName: Bool) throws(JWKError) {
        let names = ["kty", "crv", "x", "y"] + (keepingName ? ["kid"] : [])
        var text = ""
        for name in names {
            guard let value = member[name]?.string else {
                if name == "kid", member[name] == nil { continue }
                throw .member(name)
            }
            text += (text.isEmpty ? "{" : ",") + JSONText.quoted(name) + ":" + JSONText.quoted(value)
        }
        try self.init(json: Array((text + "}").utf8))
    }
}
