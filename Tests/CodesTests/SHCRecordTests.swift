import Codes
import Testing

@Suite("The health record in a card")
struct SHCRecordTests {
    static func verify(_ claims: String) throws -> Verification {
        let fixture = try SHCFixture()
        let result = try fixture.verify(try fixture.card(claims))
        #expect(result.outcome == .verified)
        return result
    }

    static func verify(entries: String...) throws -> Verification {
        try verify(SHCFixture.claims(entries: [SHCFixture.patient] + entries))
    }

    @Test(
        "dates may be partial",
        arguments: [
            ("2021", "2021-01-01T00:00:00Z"), ("2021-02", "2021-02-01T00:00:00Z"),
            ("2020-02-29", "2020-02-29T00:00:00Z"),
            ("2021-02-03T04:05:06+08:00", "2021-02-02T20:05:06Z"), ("2021-02-29", nil), ("2021-2-3", nil), ("", nil),
            ("yesterday", nil),
        ] as [(String, String?)])
    func dates(_ date: String, _ start: String?) throws {
        let result = try Self.verify(entries: SHCFixture.immunization(date: date))
        #expect(result.evidence.map(\.kind) == ["vaccination"])
        #expect(result.evidence.first?.validFrom == start.flatMap(UnixTime.init(rfc3339:)))
        #expect(result.advisories == (start == nil ? ["shc.date"] : []))
    }

    @Test(
        "only a result that is known to be negative is a test",
        arguments: [
            ("http://snomed.info/sct", "260415000", "test", "not-detected"),
            ("http://snomed.info/sct", "260373001", "positive-test", "detected"),
            ("http://loinc.org", "LA11883-8", "test", "not-detected"),
            ("http://loinc.org", "LA11882-0", "positive-test", "detected"),
            ("http://snomed.info/sct", "455371000124106", "observation", "unknown"),
            ("http://loinc.org", "260415000", "observation", "unknown"),
        ])
    func results(_ system: String, _ code: String, _ kind: String, _ result: String) throws {
        let value = #""valueCodeableConcept":{"coding":[{"system":"\#(system)","code":"\#(code)"}]}"#
        let sampled = UnixTime(rfc3339: "2021-08-13T12:00:00Z")
        let fact = CodeEvidence(
            kind: kind, validFrom: sampled, attributes: ["type": "http://loinc.org|94558-4", "result": result])
        #expect(try Self.verify(entries: SHCFixture.observation(value)).evidence == [fact])
    }

    @Test("a number is no test, nor are two results that contradict each other")
    func otherValues() throws {
        let number = #""valueQuantity":{"value":176,"unit":"g/L"}"#
        let both =
            #"{"system":"http://snomed.info/sct","code":"260415000"},"#
            + #"{"system":"http://snomed.info/sct","code":"260373001"}"#
        for value in [number, #""valueCodeableConcept":{"coding":[\#(both)]}"#, #""value":5"#] {
            #expect(try Self.verify(entries: SHCFixture.observation(value)).evidence.map(\.kind) == ["observation"])
        }
    }

    @Test("what did not happen, or happened to another, is no evidence")
    func noEvidence() throws {
        let negative = #""valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"260415000"}]}"#
        for (entry, advisory) in [
            (SHCFixture.immunization(status: "not-done"), "shc.status"),
            (SHCFixture.immunization(status: "entered-in-error"), "shc.status"),
            (SHCFixture.observation(negative).replacing("final", with: "cancelled"), "shc.status"),
            (SHCFixture.immunization(patient: "resource:9"), "shc.other-patient"),
            (SHCFixture.observation(negative).replacing("resource:0", with: "Patient/1"), "shc.other-patient"),
        ] {
            let result = try Self.verify(entries: entry)
            #expect(result.evidence.isEmpty && result.advisories == [advisory])
        }
        let two = try Self.verify(entries: SHCFixture.immunization(status: "not-done"), SHCFixture.immunization())
        #expect(two.evidence.count == 1)
    }

    @Test("findings of form are told and change nothing")
    func findings() throws {
        let card = SHCFixture.claims()
        for (claims, advisory) in [
            (card.replacing("{\"iss\"", with: "{ \"iss\""), "shc.not-minified"),
            (card.replacing("\"fhirVersion\":\"4.0.1\",", with: ""), "shc.fhir-version"),
            (card.replacing("\"collection\"", with: "\"batch\""), "shc.bundle"),
            (card.replacing("\"fullUrl\":\"resource:1\"", with: "\"fullUrl\":\"urn:x\""), "shc.not-minimal"),
            (card.replacing("\"status\"", with: "\"id\":\"1\",\"status\""), "shc.not-minimal"),
            (card.replacing("\"status\"", with: "\"meta\":{\"lastUpdated\":\"1\"},\"status\""), "shc.not-minimal"),
            (
                card.replacing("http://hl7.org/fhir/sid/cvx", with: "").replacing("\"system\"", with: "\"s\""),
                "shc.coding"
            ),
            (card.replacing("1960-04-22", with: "soon"), "shc.identity"),
        ] {
            let result = try Self.verify(claims)
            #expect(result.advisories == [advisory], "\(advisory)")
            #expect(result.evidence.map(\.validFrom) == SHCTests.good.evidence.map(\.validFrom))
            #expect((result.evidence == SHCTests.good.evidence) == (advisory != "shc.coding"))
            #expect((result.subject?.birthDate == nil) == (advisory == "shc.identity"))
        }
        let secured = card.replacing("\"status\"", with: "\"meta\":{\"security\":[]},\"status\"")
        #expect(try Self.verify(secured) == SHCTests.good)
        let empty = try Self.verify(SHCFixture.claims(entries: []))
        #expect(empty.advisories == ["shc.bundle", "shc.patient"] && empty.subject?.name == nil)
        let two = try Self.verify(SHCFixture.claims(entries: [SHCFixture.patient, SHCFixture.patient]))
        #expect(two.advisories == ["shc.patient"])
    }

    @Test("the name as one line, however it is written")
    func names() throws {
        for (name, expected) in [
            (#"[{"text":"Wang X."}]"#, "Wang X."), (#"[{"given":["Xiao"]}]"#, "Xiao"), (#"[{"family":"王"}]"#, "王"),
            ("[]", nil), ("5", nil),
        ] as [(String, String?)] {
            let patient =
                #"{"fullUrl":"resource:0","resource":{"resourceType":"Patient","birthDate":"1960","name":\#(name)}}"#
            #expect(try Self.verify(SHCFixture.claims(entries: [patient])).subject?.name == expected)
        }
    }

    @Test("a card too long for one code is told, and a record of many facts ends")
    func many() throws {
        let entries = (1...90).map { SHCFixture.immunization(date: "20\(10 + $0 % 10)-0\(1 + $0 % 9)-1\($0 % 9)") }
        let noise = InflateTests.noise(450).map { String($0, radix: 16) }.joined()
        let claims = SHCFixture.claims(more: #","x":"\#(noise)""#, entries: [SHCFixture.patient] + entries)
        let result = try Self.verify(claims)
        #expect(result.evidence.count == 64)
        #expect(result.advisories == ["shc.too-long", "shc.too-many-facts"])
    }
}
