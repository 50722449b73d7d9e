import Testing

@testable import Simulator

@Suite("The fake code service")
struct CodeServiceTests {
    private static let now: Int64 = 1_649_131_200_000
    private static let code = "https://codes.example/1"

    private func decode(
        _ books: inout CodeServiceBooks, sign: String, time: Int64 = now, _ behaviour: CodeServiceBehaviour = .init()
    ) -> String? {
        let body = #"{"appId":"gate","timestamp":"\#(time)","code_content":"\#(Self.code)","sign":"\#(sign)"}"#
        return books.answer(
            path: "/health/decode", headers: [:], body: Array(body.utf8), behaviour: behaviour, now: Self.now)
    }

    // sha256("appId=gate&code_content=https://codes.example/1&secretKey=k&timestamp=1649131200000"), by sha256sum(1).
    private static let sign = "B29AFBA609AD0C0959580730F9ED99C487ADBBA63A78AAC4E3C569F30C31D4BB"

    @Test func aRightSignatureIsAnswered() throws {
        var books = CodeServiceBooks(secret: "k")
        let text = try #require(decode(&books, sign: Self.sign))
        #expect(text.hasPrefix(#"{"errcode":0,"data":{"name":"欧**峰""#))
        #expect(text.contains(#""risk_assessment_grade":"00","qrcode_expired":false"#))
        #expect(books.counters.answered == 1)
    }

    @Test func aWrongOneIsNot() {
        var books = CodeServiceBooks(secret: "k")
        for sign in ["", Self.sign.lowercased(), String(Self.sign.dropLast()) + "x"] {
            let text = decode(&books, sign: sign)
            #expect(text == #"{"errcode":401}"#)
        }
        let old = decode(&books, sign: Self.sign, time: Self.now - 400_000)
        #expect(old == #"{"errcode":401}"#)
        #expect(books.counters.unsigned == 4)
        #expect(books.counters.answered == 0)
        let nowhere = books.answer(path: "/", headers: [:], body: [], behaviour: .init(), now: Self.now)
        #expect(nowhere == nil)
    }

    @Test func commandsChangeWhatIsAnswered() throws {
        var behaviour = CodeServiceBehaviour()
        try behaviour.obey("colour 10")
        try behaviour.obey("expired")
        try behaviour.obey("unmasked")
        try behaviour.obey("trip 上海市,江苏省南京市*")
        var books = CodeServiceBooks(secret: "k")
        let text = try #require(decode(&books, sign: Self.sign, behaviour))
        for part in [
            #""risk_assessment_grade":"10","qrcode_expired":true"#, "欧阳青峰", #""cities":"上海市,江苏省南京市*""#,
        ] { #expect(text.contains(part)) }
        try behaviour.obey("ok")
        #expect(behaviour == CodeServiceBehaviour())
    }

    @Test(arguments: [
        "", "fly", "status", "status 99", "status 600", "slow", "slow 3", "slow -1s", "slow 3601s", "reverse x",
        "reverse 101", "tokens", "colour", "trip",
    ])
    func whatIsNoCommandIsRefused(line: String) {
        var behaviour = CodeServiceBehaviour()
        #expect(throws: CommandError.self) { try behaviour.obey(line) }
        #expect(behaviour == CodeServiceBehaviour())
    }
}
