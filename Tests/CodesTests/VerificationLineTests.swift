import Codes
import Testing

@Suite("The line of code verify")
struct VerificationLineTests {
    @Test("a verified slip, in full")
    func verified() throws {
        let fixture = try PassFixture()
        let line = VerificationLine.json(try fixture.verify(try fixture.text(.hospitalSlip)))
        #expect(
            line == #"{"scheme":"gh1","outcome":"verified","stage":null,"advisories":[],"#
                + #""subject":{"id":"r-4711","name":"张*","phone_tail":"1234","standard_name":null,"#
                + #""birth_date":null},"evidence":[{"kind":"hospital-slip","#
                + #""from":"2021-08-14T06:30:00Z","until":"2021-08-14T08:30:00Z","attributes":{}}],"#
                + #""expires":"2021-08-15T01:13:20Z"}"#)
    }

    @Test("what is unknown is null, and what a stranger wrote stays one line")
    func unknown() {
        #expect(
            VerificationLine.json(Verification(scheme: nil, outcome: .unsupported, stage: .prefix))
                == #"{"scheme":null,"outcome":"unsupported","stage":"prefix","advisories":[],"subject":null,"#
                + #""evidence":[],"expires":null}"#)
        let line = VerificationLine.json(
            Verification(
                scheme: "x", outcome: .verified, advisories: ["a", "\n"], subject: CodeSubject(name: "\"\u{9b}*")))
        #expect(line.contains(#""advisories":["a","\n"]"#) && line.contains(#""name":"\"\u009b*""#))
        #expect(!line.contains("\n"))
    }
}
