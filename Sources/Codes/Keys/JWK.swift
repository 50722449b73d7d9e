internal import Crypto
internal import FoundationEssentials

/// Why a file is no key that the house can use.
public enum JWKError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not a JSON object with the members of a JWK, or larger than a key can be.
    case malformed
    /// A key type or curve other than Ed25519 and P-256.
    case unsupported
    /// The member with this name has a wrong value.
    case member(String)

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .malformed: "is not a JSON Web Key (RFC 7517); put one key into the file as one JSON object"
        case .unsupported:
            "is a key of another type; use \"kty\":\"OKP\",\"crv\":\"Ed25519\" or \"kty\":\"EC\",\"crv\":\"P-256\""
        case .member(let name): "has a wrong value in \"\(name)\"; export the key again"
        }
    }
}

/// A JSON Web Key (RFC 7517, 8037): Ed25519 or P-256, public or private.
public struct JWK: Sendable {
    /// The curves that the house signs with.
    public enum Curve: String, Hashable, Sendable, CaseIterable {
        case ed25519 = "Ed25519"
        case p256 = "P-256"
    }

    /// The curve.
    public let curve: Curve
    /// The public half.
    public let publicKey: VerifyingKey
    /// The private half, when the key has it.
    public let privateKey: SigningKey?

    private let x: [UInt8]
    private let y: [UInt8]?
    private let d: [UInt8]?

    /// Keys are a few hundred bytes; more is something else.
    public static let largestFile = 8192
    private static let coordinateLength = 32

    /// Reads one key from JSON text.
    ///
    /// Members: `kty`, `crv`, `x`, `y`, `d`; `kid`, when present, has to be the RFC 7638 thumbprint; `use`, when present,
    /// `sig`; `iss` (ours) binds the key to one issuer. Others are ignored. A private half has to fit the public one.
    public init(json: [UInt8]) throws(JWKError) {
        guard json.count <= Self.largestFile else { throw .malformed }
        let members: Members
        do { members = try JSONDecoder().decode(Members.self, from: Data(json)) } catch { throw .malformed }
        guard members.use == nil || members.use == "sig" else { throw .member("use") }
        let x = try Self.coordinate(members.x, "x")
        let d: [UInt8]? = if let text = members.d { try Self.coordinate(text, "d") } else { nil }
        switch (members.kty, members.crv) {
        case ("OKP", Curve.ed25519.rawValue):
            try self.init(.ed25519, x: x, y: nil, d: d, issuer: members.iss)
        case ("EC", Curve.p256.rawValue):
            try self.init(.p256, x: x, y: try Self.coordinate(members.y, "y"), d: d, issuer: members.iss)
        default: throw .unsupported
        }
        guard members.kid == nil || members.kid == kid else { throw .member("kid") }
        guard members.alg.map(algorithmNames.contains) ?? true else { throw .member("alg") }
    }

    /// The key whose private half is `secret`: a seed of 32 bytes for Ed25519, the scalar of 32 bytes for P-256.
    public init(_ curve: Curve, secret: [UInt8], issuer: String? = nil) throws(JWKError) {
        do {
            switch curve {
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: secret)
                let x = Array(key.publicKey.rawRepresentation)
                try self.init(curve, x: x, y: nil, d: secret, issuer: issuer)
            case .p256:
                let point = Array(try P256.Signing.PrivateKey(rawRepresentation: secret).publicKey.rawRepresentation)
                let (x, y) = (Array(point.prefix(Self.coordinateLength)), Array(point.suffix(Self.coordinateLength)))
                try self.init(curve, x: x, y: y, d: secret, issuer: issuer)
            }
        } catch {
            throw .member("d")
        }
    }

    /// A new key from the system's randomness.
    public static func generate(_ curve: Curve, issuer: String? = nil) throws(JWKError) -> JWK {
        switch curve {
        case .ed25519:
            try JWK(curve, secret: Array(Curve25519.Signing.PrivateKey().rawRepresentation), issuer: issuer)
        case .p256: try JWK(curve, secret: Array(P256.Signing.PrivateKey().rawRepresentation), issuer: issuer)
        }
    }

    private init(_ curve: Curve, x: [UInt8], y: [UInt8]?, d: [UInt8]?, issuer: String?) throws(JWKError) {
        self.curve = curve
        self.x = x
        self.y = y
        self.d = d
        let thumbprint = Array(SHA256.hash(data: Array(Self.required(curve, x: x, y: y).utf8)))
        let material: VerifyingKey.Material
        do {
            material =
                switch curve {
                case .ed25519: .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: x))
                case .p256: .p256(try P256.Signing.PublicKey(rawRepresentation: x + (y ?? [])))
                }
        } catch {
            throw .member("x")
        }
        publicKey = VerifyingKey(material: material, thumbprint: thumbprint, issuer: issuer)
        if let d {
            privateKey = try Self.signing(curve, d, publicKey, point: x + (y ?? []))
        } else {
            privateKey = nil
        }
    }

    /// The name of the key: its RFC 7638 thumbprint in Base64url.
    public var kid: String { Base64URL.encode(publicKey.thumbprint) }

    /// The public key as JSON on one line.
    public var publicJSON: String { json(private: false) }

    /// The whole key as JSON on one line, `nil` when it has no private half. Keep it where only its owner reads.
    public var privateJSON: String? { d == nil ? nil : json(private: true) }

    private var algorithmNames: [String] {
        switch curve {
        // RFC 9864 renames the first for this curve.
        case .ed25519: ["EdDSA", "Ed25519"]
        case .p256: ["ES256"]
        }
    }

    /// The members that make the thumbprint, as RFC 7638 §3.2 orders them.
    private static func required(_ curve: Curve, x: [UInt8], y: [UInt8]?) -> String {
        let first =
            #"{"crv":"\#(curve.rawValue)","kty":"\#(curve == .p256 ? "EC" : "OKP")","x":"\#(Base64URL.encode(x))""#
        return if let y { first + #","y":"\#(Base64URL.encode(y))"}"# } else { first + "}" }
    }

    private func json(private: Bool) -> String {
        var text = Self.required(curve, x: x, y: y)
        text.removeLast()
        text += #","kid":"\#(kid)","use":"sig","alg":"\#(algorithmNames[0])""#
        if let issuer = publicKey.issuer { text += #","iss":"# + JSONText.quoted(issuer) }
        if `private`, let d { text += #","d":"\#(Base64URL.encode(d))""# }
        return text + "}"
    }

    private static func coordinate(_ text: String?, _ name: String) throws(JWKError) -> [UInt8] {
        guard let text, let bytes = Base64URL.decode(text.utf8), bytes.count == coordinateLength else {
            throw .member(name)
        }
        return bytes
    }

    private static func signing(
        _ curve: Curve, _ d: [UInt8], _ verifyingKey: VerifyingKey, point: [UInt8]
    ) throws(JWKError) -> SigningKey {
        do {
            switch curve {
            case .ed25519:
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: d)
                guard Array(key.publicKey.rawRepresentation) == point else { throw JWKError.member("d") }
                return SigningKey(material: .ed25519(key), verifyingKey: verifyingKey)
            case .p256:
                let key = try P256.Signing.PrivateKey(rawRepresentation: d)
                guard Array(key.publicKey.rawRepresentation) == point else { throw JWKError.member("d") }
                return SigningKey(material: .p256(key), verifyingKey: verifyingKey)
            }
        } catch {
            throw .member("d")
        }
    }

    private struct Members: Decodable {
        let kty: String
        let crv: String?
        let x: String?
        let y: String?
        let d: String?
        let kid: String?
        let use: String?
        let alg: String?
        let iss: String?
    }
}
