import Codes
import Testing

/// The example of Documentation/gh1.md and its twin with ES256, issued by a program that shares nothing with this one
/// (a page of Python with its zlib, signed by OpenSSL). The private halves are 32 bytes of 7.
@Suite("Passes that another program issued")
struct ForeignPassTests {
    static let passes: [(key: String, kid: String, text: String)] = [
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"}"#,
            "--6IM5l0OosLj9yWskISYhUA3n_3CURQkmrYMSha_ck",
            "GH1:NCF3A0D10FFWTWGSLK/-48A9:6UON69VEETH58B35LOED+3EJ$DMWE$ CTD0OJE2R6%96FN0GCC4JD1T0FCCKF"
                + "1WY0FCCKF1R-0X507H0QS00+0J61%H1CT1V+1/E7360*AE100:70S/EPQEHWEQIE:XC3%N0E5:TCQF6-P6FGG61TLJ"
                + "HG3M27TJ4LOKN$6TT4K4GGA4F QEC0127B2P8/-ANONVX0GD7/+AAMV*/U*2VG%HP.UPD3V2UJ24NK6EHHTY4I$FC5"
                + "7NSK$L0AF2+IC7ZIT6QR/PK7J:NR$LE:ICWH65FTY+O:J9"
        ),
        (
            #"{"kty":"EC","crv":"P-256","x":"HhhTL9R1TALzBB2cdc6zO4P_2BrHzk_ogsyxyYvFiW4","#
                + #""y":"pGwxHE4v9A3ZajZT5uRURdMt_khuztdcepDGoYiBwKM"}"#,
            "gWjt7nmB1udyFpLYVp0SxJnI8lJEvl7q8AFYZRqnGV8",
            "GH1:NCF3A0D10FFWTWGSLKC 4L79-BDT6USIGVCT58B35LOED+3EJ$DMWE$ CTD0OJE2R6%96FN0GCC4JD1T0FCCKF"
                + "1WY0FCCKF1R-0X507H0QS00+0J61%H1CT1V+1/E7360*AE100:70S/EPQEHWEQIE:XC3%N0E5:TCQF6-P6FGG61TLJ"
                + "HG3M27TJ4LOKN$6TT4K4GGA4F QEC0127BH93S/OWBL/6WR1GPOUL$5O9M/K5WE8KX7R%HQ$A7O7YAAVQ31FV7.TL/"
                + "TW9I QP84L9W8IVUZZL3W0S1MRN0Y58KNJZ.1SHN0HRFY9"
        ),
    ]

    @Test("both are verified, with everything that they say", arguments: 0..<2)
    func verified(_ index: Int) throws {
        let (json, kid, text) = Self.passes[index]
        let key = try JWK(json: Array(json.utf8))
        #expect(key.kid == kid)
        #expect(key.publicKey == (try JWK(key.curve, secret: [UInt8](repeating: 7, count: 32)).publicKey))
        let trust = try TrustSnapshot.load(files: [
            TrustFile(path: "gh1/a.jwk", bytes: Array(json.utf8)), PassFixture.manifest,
        ])
        let reader = CodeReader(schemes: [GH1Scheme(community: "嘉宝梦之星", gate: "west")])
        let result = reader.verify(Array(text.utf8), trust: trust, at: PassFixture.noon, clock: .synchronised)
        let expected = Verification(
            scheme: "gh1", outcome: .verified, advisories: ["pass.one-time"],
            subject: CodeSubject(id: "r-4711", name: "张*", phoneTail: "1234"),
            evidence: [CodeEvidence(kind: "visitor")], codeExpires: PassFixture.expires)
        #expect(result == expected)
    }

    @Test("the house writes the same claims, byte for byte")
    func sameClaims() throws {
        let fixture = try PassFixture()
        var pass = fixture.pass(.visitor)
        pass.notBefore = PassFixture.issuedAt
        pass.communities = ["嘉宝梦之星"]
        pass.gates = ["west"]
        pass.isOneTime = true
        func message(_ text: String) throws -> [UInt8] {
            try Inflate.run(try #require(Base45.decode(text.dropFirst(4).utf8)), container: .zlib)
        }
        // Ed25519 signs the same bytes the same way, so that even the whole message agrees.
        #expect(try message(try fixture.issuer.issue(pass)) == message(Self.passes[0].text))
    }
}
