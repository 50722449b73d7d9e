import Codes
import Testing

@Suite("The list of risk areas as a file")
struct RiskAreasFileTests {
    private func load(_ text: String) throws -> RiskAreas? {
        try TrustSnapshot.load(files: [TrustFile(path: "risk-areas.json", bytes: Array(text.utf8))]).riskAreas
    }

    private func list(
        _ areas: String, head: String = #""issued":"2021-08-01T00:00:00Z","fresh_until":"2021-08-03T00:00:00Z""#
    ) -> String {
        #"{\#(head),"areas":[\#(areas)]}"#
    }

    private let nanjing = #"{"name":"江苏省 南京市江宁区","level":"medium","from":"2021-07-20T00:00:00Z","until":null}"#
    private let zhangjiajie =
        #"{"name":"湖南省张家界市","level":"high","from":"2021-07-29T00:00:00+08:00","until":"2021-08-25T00:00:00Z"}"#

    @Test("the areas with their levels and times")
    func good() throws {
        let list = try #require(try load(list(nanjing + "," + zhangjiajie)))
        #expect(list.areas.map(\.name) == ["江苏省南京市江宁区", "湖南省张家界市"])
        #expect(list.areas.map(\.level) == [.medium, .high])
        #expect(list.areas[0].until == nil)
        #expect(list.areas[1].from.rfc3339 == "2021-07-28T16:00:00Z")
        #expect(list.freshUntil.seconds - list.issued.seconds == 2 * 86_400)
        #expect(try load(self.list(""))?.areas.isEmpty == true)
    }

    @Test(
        "a list that is wrong anywhere is refused whole, with the number of the area",
        arguments: [
            ("{}", "fresh_until"), ("[", "JSON"), (#"{"issued":"x"}"#, "fresh_until"),
            (#"{"issued":"2021-08-03T00:00:00Z","fresh_until":"2021-08-01T00:00:00Z","areas":[]}"#, "fresh_until"),
            (#"{"issued":"2021-08-01T00:00:00Z","fresh_until":"2021-08-03T00:00:00Z"}"#, "areas"),
        ])
    func wrong(_ text: String, _ word: String) throws {
        let error = try #require(throws: TrustError.self) { try load(text) }
        #expect(error.path == "risk-areas.json")
        #expect(error.problem.contains(word) || error.remedy.contains(word))
    }

    @Test(
        "an area that is wrong",
        arguments: [
            "1", "{}", #"{"name":"上海市","level":"low","from":"2021-07-20T00:00:00Z"}"#,
            #"{"name":" ","level":"high","from":"2021-07-20T00:00:00Z"}"#,
            #"{"name":"上海市","level":"high"}"#, #"{"name":"上海市","level":"high","from":5}"#,
            #"{"name":"上海市","level":"high","from":"2021-07-20T00:00:00Z","until":"2021-07-19T00:00:00Z"}"#,
            #"{"name":"上海市","level":"high","from":"2021-07-20T00:00:00Z","until":"soon"}"#,
        ])
    func wrongArea(_ area: String) throws {
        let error = try #require(throws: TrustError.self) { try load(list(nanjing + "," + area)) }
        #expect(error.problem.hasPrefix("area 2 "))
    }

    @Test("more areas than the limit, names that are too long, and nesting are refused")
    func bounds() {
        let many = list(Array(repeating: nanjing, count: RiskAreas.mostAreas + 1).joined(separator: ","))
        #expect(throws: TrustError.self) { try load(many) }
        let name = String(repeating: "市", count: RiskAreas.longestName)
        #expect(throws: TrustError.self) {
            try load(list(#"{"name":"\#(name)","level":"high","from":"2021-07-20T00:00:00Z"}"#))
        }
        #expect(throws: TrustError.self) { try load(String(repeating: "[", count: 10_000)) }
        #expect(throws: TrustError.self) { try load(String(repeating: " ", count: RiskAreas.largestFile + 1)) }
    }
}
