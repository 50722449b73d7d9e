import Codes
import FoundationEssentials
import Testing

/// The public EU vectors through the whole reader: a trust directory of the case's own certificate, the case's own
/// clock.
@Suite("Public EU certificates")
struct DCCVectorTests {
    struct Vector: Decodable {
        struct Context: Decodable {
            let CERTIFICATE: String?
            let VALIDATIONCLOCK: String?
        }

        let PREFIX: String?
        let TESTCTX: Context
        let EXPECTEDRESULTS: [String: Bool]
    }

    /// What each flag of the data set means here when it is false, in the order in which the stages run.
    static let failures: [(flag: String, outcomes: Set<CodeOutcome>, stages: Set<CodeStage>)] = [
        ("EXPECTEDUNPREFIX", [.unsupported], [.prefix]), ("EXPECTEDB45DECODE", [.invalid], [.encoding]),
        ("EXPECTEDCOMPRESSION", [.invalid], [.compression]),
        ("EXPECTEDDECODE", [.invalid], [.cbor, .cose, .claims, .content]),
        ("EXPECTEDVERIFY", [.invalid, .unknownKey], [.cbor, .cose, .key, .signature]),
        ("EXPECTEDEXPIRATIONCHECK", [.expired, .notYetValid], [.time]),
        ("EXPECTEDKEYUSAGE", [.invalid], [.key]), ("EXPECTEDSCHEMAVALIDATION", [.invalid], [.content]),
    ]

    /// Where the data set says something that is no matter of the text.
    static let deviations = [
        "Q1.json": "what cannot be read is the picture of the code; its text is good"
    ]

    @Test("every case ends as its flags say", arguments: SharedVectorTests.names)
    func vector(_ name: String) throws {
        let path = try #require(SharedVectorTests.folder) + "/" + name
        let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: URL(filePath: path)))
        let text = try #require(vector.PREFIX)
        let der = try #require(vector.TESTCTX.CERTIFICATE.flatMap { Base64.decode($0.utf8) })
        let time = try #require(vector.TESTCTX.VALIDATIONCLOCK.flatMap { UnixTime(rfc3339: $0) })
        let trust = try TrustSnapshot.load(files: [TrustFile(path: "hc1/case.der", bytes: der)])
        let result = CodeReader.standard().verify(Array(text.utf8), trust: trust, at: time, clock: .synchronised)
        let failure = Self.failures.first { vector.EXPECTEDRESULTS[$0.flag] == false }
        if let failure {
            #expect(failure.outcomes.contains(result.outcome), "\(result)")
            #expect(result.stage.map(failure.stages.contains) == true, "\(result)")
            #expect(result.evidence.isEmpty)
        } else {
            let isDeviation = vector.EXPECTEDRESULTS.values.contains(false)
            #expect(isDeviation == (Self.deviations[name] != nil))
            #expect(result.outcome == .verified && result.evidence.count == 1, "\(result)")
        }
    }
}
