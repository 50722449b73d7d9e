import Codes
import FoundationEssentials
import Testing

/// The examples that the specification of SMART Health Cards publishes, where they are at hand.
@Suite("Published SMART Health Cards")
struct SHCVectorTests {
    static let folder: String? = SharedVectorTests.folder.flatMap { dcc in
        let folder = dcc.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/shc"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }

    static let time = UnixTime(seconds: 1_687_500_000)

    static func read(_ name: String) throws -> [UInt8] {
        let folder = try #require(Self.folder)
        return Array(try Data(contentsOf: URL(filePath: folder + "/" + name)))
    }

    /// The issuer's files as the trust directory wants them, without the list when it is not asked for.
    static func trust(withList: Bool = true) throws -> TrustSnapshot {
        let name = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s.json"
        let keys = String(decoding: try read("issuer/.well-known/jwks.json"), as: UTF8.self)
        let list = withList ? String(decoding: try read("issuer/.well-known/crl/" + name), as: UTF8.self) : ""
        let text = #"{"iss":"https://spec.smarthealth.cards/examples/issuer","jwks":\#(keys),"crls":[\#(list)]}"#
        return try TrustSnapshot.load(files: [TrustFile(path: "shc/examples.json", bytes: Array(text.utf8))])
    }

    @Test(
        "00 is verified and 03 revoked, as QR text and as JWS",
        .enabled(if: folder != nil, "skipped: no folder of vectors; set GATEHOUSE_VECTORS"),
        arguments: ["f-qr-code-numeric-value-0", "d-jws"])
    func published(_ form: String) throws {
        let reader = CodeReader(schemes: [SHCScheme()])
        func verify(_ number: String, _ trust: TrustSnapshot) throws -> Verification {
            reader.verify(
                try Self.read("example-\(number)-\(form).txt"), trust: trust, at: Self.time, clock: .synchronised)
        }
        let trust = try Self.trust()
        #expect(trust.ignored.isEmpty)
        let good = try verify("00", trust)
        #expect(good.outcome == .verified && good.subject?.name == "John B. Anyperson" && good.codeExpires == nil)
        let dates = ["2021-01-01", "2021-01-29", "2022-09-05"].map { UnixTime(rfc3339: $0 + "T00:00:00Z") }
        #expect(good.evidence.map(\.kind) == ["vaccination", "vaccination", "vaccination"])
        #expect(good.evidence.map(\.validFrom) == dates)
        #expect(good.advisories == (form == "d-jws" ? ["shc.bare"] : []) + ["trust.freshness-unknown"])
        let revoked = try verify("03", trust)
        #expect(revoked.outcome == .revoked && revoked.stage == .revocation && revoked.evidence.isEmpty)
        let withoutList = try Self.trust(withList: false)
        #expect(try verify("00", withoutList).outcome == .staleTrust)
        #expect(try verify("00", TrustSnapshot()).outcome == .unknownKey)
    }
}
