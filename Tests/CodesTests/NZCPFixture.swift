import Codes
import Testing

/// An issuer of NZ COVID Passes, its key, and passes to take apart.
struct NZCPFixture {
    static let did = "did:web:passes.example.org"
    static let noon = UnixTime(seconds: 1_628_926_200)
    static let id = Array(UInt8(1)...16)

    let jwk: JWK
    let key: SigningKey

    init(secret: UInt8 = 7) throws {
        jwk = try JWK(.p256, secret: [UInt8](repeating: secret, count: 32))
        key = try #require(jwk.privateKey)
    }

    /// The claims of a good pass, to be changed before they are signed.
    static func claims(_ change: (inout CBORMap, inout CBORMap, inout CBORMap) -> Void = { _, _, _ in }) -> CBORValue {
        var claims = CBORMap([(1, .text(did)), (5, 1_628_900_000), (4, 1_628_990_000), (7, .bytes(id))])
        var credential = CBORMap([
            ("@context", ["https://www.w3.org/2018/credentials/v1", "https://example.org/v1"]), ("version", "1.0.0"),
            ("type", ["VerifiableCredential", "PublicCovidPass"]),
        ])
        var subject = CBORMap([("givenName", "Jack"), ("familyName", "Sparrow"), ("dob", "1960-04-16")])
        change(&claims, &credential, &subject)
        if !subject.isEmpty { credential["credentialSubject"] = .map(subject) }
        if !credential.isEmpty { claims["vc"] = .map(credential) }
        return .map(claims)
    }

    /// The message around a payload, with any headers.
    func message(
        _ payload: [UInt8], protected: CBORValue = [4: "key-1", 1: -7], unprotected: CBORValue = [:]
    ) throws -> CBORValue {
        let header = CBORValue.bytes(CBOR.encode(protected))
        let signed = CBOR.encode(["Signature1", header, .bytes([]), .bytes(payload)])
        return [header, unprotected, .bytes(payload), .bytes(try key.signature(of: signed))]
    }

    /// A pass around claims.
    func pass(_ claims: CBORValue = Self.claims(), protected: CBORValue = [4: "key-1", 1: -7]) throws -> [UInt8] {
        Self.wrap(CBOR.encode(.tagged(18, try message(CBOR.encode(claims), protected: protected))))
    }

    /// The bytes of a message as text.
    static func wrap(_ message: [UInt8]) -> [UInt8] {
        Array(("NZCP:/1/" + Base32.encode(message)).utf8)
    }

    /// A method of the issuer's DID document.
    func method(_ name: String = "key-1", did: String = Self.did, type: String = "JsonWebKey2020") -> String {
        #"{"id":"\#(did)#\#(name)","controller":"\#(did)","type":"\#(type)","publicKeyJwk":\#(jwk.publicJSON)}"#
    }

    /// The issuer's DID document in the trust directory.
    func file(
        did: String = Self.did, path: String = "nzcp/issuer.json", methods: String? = nil, asserted: String? = nil
    ) -> TrustFile {
        let text = """
            {"@context":"https://w3.org/ns/did/v1","id":"\(did)","verificationMethod":[\(methods ?? method(did: did))],\
            "assertionMethod":[\(asserted ?? "\"\(did)#key-1\"")]}
            """
        return TrustFile(path: path, bytes: Array(text.utf8))
    }

    /// Verifies at noon, by a synchronised clock, trusting the issuer, unless told otherwise.
    func verify(
        _ text: [UInt8], files: [TrustFile]? = nil, at time: UnixTime = noon, clock: ClockQuality = .synchronised
    ) throws -> Verification {
        let trust = try TrustSnapshot.load(files: files ?? [file(), PassFixture.manifest])
        return CodeReader(schemes: [NZCPScheme(), SHCScheme(), GH1Scheme()])
            .verify(text, trust: trust, at: time, clock: clock)
    }
}
