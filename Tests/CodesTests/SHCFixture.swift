import Codes
import Testing

/// An issuer of SMART Health Cards, its key, and cards to take apart.
struct SHCFixture {
    static let address = "https://cards.example.org/issuer"
    static let issuedAt: Int64 = 1_628_900_000
    static let noon = UnixTime(seconds: 1_628_926_200)

    let jwk: JWK
    let key: SigningKey

    init(secret: UInt8 = 7) throws {
        jwk = try JWK(.p256, secret: [UInt8](repeating: secret, count: 32))
        key = try #require(jwk.privateKey)
    }

    static let patient = """
        {"fullUrl":"resource:0","resource":{"resourceType":"Patient","name":[{"family":"Wang","given":["Xiao","M."]}],\
        "birthDate":"1960-04-22"}}
        """

    static func immunization(
        date: String = "2021-03-29", status: String = "completed", patient: String = "resource:0"
    ) -> String {
        """
        {"fullUrl":"resource:1","resource":{"resourceType":"Immunization","status":"\(status)","vaccineCode":{"coding":\
        [{"system":"http://hl7.org/fhir/sid/cvx","code":"207"}]},"patient":{"reference":"\(patient)"},\
        "occurrenceDateTime":"\(date)"}}
        """
    }

    static func observation(_ value: String, date: String = "2021-08-13T20:00:00+08:00") -> String {
        """
        {"fullUrl":"resource:2","resource":{"resourceType":"Observation","status":"final","code":{"coding":\
        [{"system":"http://loinc.org","code":"94558-4"}]},"subject":{"reference":"resource:0"},\
        "effectiveDateTime":"\(date)",\(value)}}
        """
    }

    /// The claims of a card; parts of it can be said differently.
    static func claims(
        iss: String = #""https://cards.example.org/issuer""#, nbf: String = "1628900000.25", more: String = "",
        types: String = #"["https://smarthealth.cards#health-card","https://smarthealth.cards#other"]"#,
        rid: String = #","rid":"abc-DEF_123""#, entries: [String] = [patient, immunization()]
    ) -> String {
        """
        {"iss":\(iss),"nbf":\(nbf)\(more),"vc":{"type":\(types),"credentialSubject":{"fhirVersion":"4.0.1",\
        "fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[\(entries.joined(separator: ","))]}}\(rid)}}
        """
    }

    /// The header that a card of this issuer has.
    var header: String { #"{"zip":"DEF","alg":"ES256","kid":"\#(jwk.kid)"}"# }

    /// A JWS around any bytes.
    func jws(_ payload: [UInt8], header: String? = nil) throws -> String {
        let signed = Base64URL.encode(Array((header ?? self.header).utf8)) + "." + Base64URL.encode(payload)
        return signed + "." + Base64URL.encode(try key.signature(of: Array(signed.utf8)))
    }

    /// A card around JSON text.
    func card(_ claims: String = Self.claims(), header: String? = nil) throws -> [UInt8] {
        Self.digits(try jws(try Deflate.run(Array(claims.utf8), container: .raw), header: header))
    }

    /// A JWS as the text of a QR code.
    static func digits(_ jws: String, prefix: String = "shc:/") -> [UInt8] {
        Array(prefix.utf8)
            + jws.utf8.flatMap { character -> [UInt8] in
                let number = character - 45
                return [0x30 + number / 10, 0x30 + number % 10]
            }
    }

    /// The file of the issuer in the trust directory.
    func file(
        address: String = Self.address, path: String = "shc/issuer.json", version: String = "", crls: String = "[]"
    ) -> TrustFile {
        let key = jwk.publicJSON.dropLast() + version + "}"
        return TrustFile(
            path: path, bytes: Array(#"{"iss":"\#(address)","jwks":{"keys":[\#(key)]},"crls":\#(crls)}"#.utf8))
    }

    /// A revocation list of the issuer's key.
    func list(_ rids: String..., counter: String = "1", method: String = "rid") -> String {
        let entries = rids.map { "\"\($0)\"" }.joined(separator: ",")
        return #"[{"kid":"\#(jwk.kid)","method":"\#(method)","ctr":\#(counter),"rids":[\#(entries)]}]"#
    }

    /// Verifies at noon, by a synchronised clock, trusting the issuer, unless told otherwise.
    func verify(
        _ text: [UInt8], files: [TrustFile]? = nil, at time: UnixTime = noon, clock: ClockQuality = .synchronised
    ) throws -> Verification {
        let trust = try TrustSnapshot.load(files: files ?? [file(), PassFixture.manifest])
        return CodeReader(schemes: [SHCScheme(), NZCPScheme(), GH1Scheme()])
            .verify(text, trust: trust, at: time, clock: clock)
    }
}
