import Codes
import Testing

/// A committee, its key, and passes to take apart.
struct PassFixture {
    static let issuedAt = UnixTime(seconds: 1_628_900_000)
    static let expires = UnixTime(seconds: 1_628_990_000)
    static let noon = UnixTime(seconds: 1_628_926_200)
    static let manifest = TrustFile(
        path: "manifest.json", bytes: Array(#"{"fetched":1628899000,"fresh_until":"2021-08-20T00:00:00Z"}"#.utf8))

    let curve: JWK.Curve
    let key: SigningKey
    let jwk: JWK
    let issuer: GH1Issuer

    init(_ curve: JWK.Curve = .ed25519, owner: String? = nil) throws {
        self.curve = curve
        jwk = try JWK(curve, secret: [UInt8](repeating: 7, count: 32), issuer: owner)
        key = try #require(jwk.privateKey)
        issuer = try GH1Issuer(name: owner ?? "committee", key: key)
    }

    /// A pass that is good at noon; hospital slips have a window around it.
    func pass(_ kind: GH1Kind = .resident, _ change: (inout GH1Pass) -> Void = { _ in }) -> GH1Pass {
        var pass = GH1Pass(
            id: Array(1...16), kind: kind, issuedAt: Self.issuedAt, expires: Self.expires, holder: "r-4711",
            maskedName: "张*", phoneTail: "1234")
        if kind == .hospitalSlip {
            pass.window = TimeSpan(from: Self.noon.adding(seconds: -3600), until: Self.noon.adding(seconds: 3600))
        }
        if kind == .placeTag {
            pass.holder = nil
            pass.maskedName = nil
            pass.phoneTail = nil
            pass.place = "3号楼大堂"
        }
        change(&pass)
        return pass
    }

    func text(_ kind: GH1Kind = .resident, _ change: (inout GH1Pass) -> Void = { _ in }) throws -> [UInt8] {
        Array(try issuer.issue(pass(kind, change)).utf8)
    }

    /// The claims of a good pass as another issuer would build them, to be changed before they are signed.
    func claims(_ change: (inout CBORMap, inout CBORMap) -> Void = { _, _ in }) -> CBORValue {
        var claims = CBORMap([
            (1, "committee"), (4, CBORValue(Self.expires.seconds)), (6, CBORValue(Self.issuedAt.seconds)),
            (7, .bytes(Array(1...16))),
        ])
        var pass = CBORMap([(0, 1), (1, "visitor"), (2, "李**")])
        change(&claims, &pass)
        if !pass.isEmpty { claims[-70001] = .map(pass) }
        return .map(claims)
    }

    /// A pass around any payload, signed.
    func signed(_ payload: [UInt8]) throws -> [UInt8] {
        try Self.wrap(try COSESign1.sign(payload: payload, with: key).encoded())
    }

    /// A pass around claims, signed.
    func signed(_ claims: CBORValue) throws -> [UInt8] {
        try signed(CBOR.encode(claims))
    }

    /// The bytes of a message as text.
    static func wrap(_ message: [UInt8]) throws -> [UInt8] {
        Array(("GH1:" + Base45.encode(try Deflate.run(message, container: .zlib))).utf8)
    }

    /// The trust directory that the committee publishes, with a manifest.
    func trust(_ more: [TrustFile] = []) throws -> TrustSnapshot {
        let file = TrustFile(path: "gh1/committee.jwk", bytes: Array(jwk.publicJSON.utf8))
        return try TrustSnapshot.load(files: [file, Self.manifest] + more)
    }

    /// Verifies at noon, by a synchronised clock, unless told otherwise.
    func verify(
        _ text: [UInt8], trust: TrustSnapshot? = nil, at time: UnixTime = noon, clock: ClockQuality = .synchronised,
        by scheme: GH1Scheme = GH1Scheme()
    ) throws -> Verification {
        CodeReader(schemes: [scheme]).verify(text, trust: try trust ?? self.trust(), at: time, clock: clock)
    }
}
