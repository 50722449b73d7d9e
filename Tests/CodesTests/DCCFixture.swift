import Codes
import Crypto
import CryptoExtras
import FoundationEssentials
import Testing

/// A signer of EU certificates with the project's own keys, and certificates to take apart.
struct DCCFixture: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case es256
        case ps256
        case es256OnP384
        case es384
    }

    static let issuedAt = UnixTime(seconds: 1_628_900_000)
    static let expires = UnixTime(seconds: 1_660_436_000)
    static let noon = UnixTime(seconds: 1_628_926_200)
    static let identifier = "URN:UVCI:01:XX:4711#A"
    static let arc = "1.3.6.1.4.1.1847.2021.1."
    static let olderArc = "1.3.6.1.4.1.0.1847.2021.1."

    static let p256 = Result { try P256.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32)) }
    static let p384 = Result { try P384.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 48)) }
    static let rsa = Result {
        try _RSA.Signing.PrivateKey(derRepresentation: Base64.decode(RSATestKey.base64.utf8) ?? [])
    }

    let kind: Kind
    let certificate: [UInt8]

    init(
        _ kind: Kind = .es256, usages: [String]? = nil, from: String = "210101000000Z", until: String = "251231235959Z"
    )
        throws
    {
        self.kind = kind
        certificate = DERWriter.certificate(key: try Self.publicKey(kind), usages: usages, from: from, until: until)
    }

    /// The `SubjectPublicKeyInfo`.
    static func publicKey(_ kind: Kind) throws -> [UInt8] {
        switch kind {
        case .es256: Array(try p256.get().publicKey.derRepresentation)
        case .es256OnP384, .es384: Array(try p384.get().publicKey.derRepresentation)
        case .ps256: Array(try rsa.get().publicKey.derRepresentation)
        }
    }

    var keyID: [UInt8] { Array(SHA256.hash(data: certificate).prefix(8)) }

    var algorithm: CBORValue {
        switch kind {
        case .es256, .es256OnP384: -7
        case .es384: -35
        case .ps256: -37
        }
    }

    static let vaccination: CBORValue = [
        "tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215", "dn": 2, "sd": 2,
        "dt": "2021-06-11", "co": "XX", "is": "Ministry", "ci": .text(identifier),
    ]
    static let test: CBORValue = [
        "tg": "840539006", "tt": "LP6464-4", "nm": "PCR", "sc": "2021-08-13T12:34:56Z", "tr": "260415000",
        "tc": "Centre",
        "co": "XX", "is": "Ministry", "ci": .text(identifier),
    ]
    static let recovery: CBORValue = [
        "tg": "840539006", "fr": "2021-04-21", "df": "2021-05-01", "du": "2021-10-04", "co": "XX", "is": "Ministry",
        "ci": .text(identifier),
    ]

    /// The certificate of a person with these groups, to be changed before it is signed.
    static func content(
        _ groups: [(CBORValue, CBORValue)] = [("v", [vaccination])], _ change: (inout CBORMap) -> Void = { _ in }
    ) -> CBORValue {
        let name: CBORValue = ["fn": "Öster", "fnt": "OESTER", "gn": "Åsa", "gnt": "ASA"]
        var map = CBORMap([("ver", "1.3.0"), ("nam", name), ("dob", "1998-02-26")] + groups)
        change(&map)
        return .map(map)
    }

    static func claims(_ content: CBORValue = content(), _ change: (inout CBORMap) -> Void = { _ in }) -> CBORValue {
        var claims = CBORMap([
            (1, "XX"), (4, CBORValue(expires.seconds)), (6, CBORValue(issuedAt.seconds)), (-260, [1: content]),
        ])
        change(&claims)
        return .map(claims)
    }

    /// One group with one entry that was changed.
    static func entry(_ group: String, _ entry: CBORValue, _ change: (inout CBORMap) -> Void) -> CBORValue {
        var map = entry.map ?? CBORMap()
        change(&map)
        return content([(.text(group), [.map(map)])])
    }

    func signature(of bytes: [UInt8]) throws -> [UInt8] {
        let digest = SHA256.hash(data: bytes)
        return switch kind {
        case .es256: Array(try Self.p256.get().signature(for: digest).rawRepresentation)
        case .es256OnP384: Array(try Self.p384.get().signature(for: digest).rawRepresentation)
        case .es384: Array(try Self.p384.get().signature(for: bytes).rawRepresentation)
        case .ps256: Array(try Self.rsa.get().signature(for: digest, padding: .PSS).rawRepresentation)
        }
    }

    /// The four parts of a message around a payload, signed over headers that are the usual ones if not given.
    func parts(
        _ payload: [UInt8], protected: CBORValue? = nil, unprotected: CBORValue = [:]
    ) throws -> [CBORValue] {
        let header = CBOR.encode(protected ?? [1: algorithm, 4: .bytes(keyID)])
        let signed = CBOR.encode(["Signature1", .bytes(header), .bytes([]), .bytes(payload)])
        return [.bytes(header), unprotected, .bytes(payload), .bytes(try signature(of: signed))]
    }

    func message(_ payload: [UInt8]) throws -> [UInt8] {
        CBOR.encode(.tagged(18, .array(try parts(payload))))
    }

    func text(_ claims: CBORValue = claims(), prefix: String = "HC1:") throws -> [UInt8] {
        try Self.wrap(try message(CBOR.encode(claims)), prefix: prefix)
    }

    static func wrap(_ message: [UInt8], prefix: String = "HC1:") throws -> [UInt8] {
        Array((prefix + Base45.encode(try Deflate.run(message, container: .zlib))).utf8)
    }

    func trust(_ more: [TrustFile] = [], folder: String = "hc1") throws -> TrustSnapshot {
        try TrustSnapshot.load(
            files: [TrustFile(path: folder + "/signer.der", bytes: certificate), PassFixture.manifest] + more)
    }

    func verify(
        _ text: [UInt8], trust: TrustSnapshot? = nil, at time: UnixTime = noon, clock: ClockQuality = .synchronised
    ) throws -> Verification {
        CodeReader.standard().verify(text, trust: try trust ?? self.trust(), at: time, clock: clock)
    }

    func verify(_ claims: CBORValue) throws -> Verification { try verify(try text(claims)) }
}
