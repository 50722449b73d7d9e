import Codes
import Crypto
import Testing

@Suite("Asking a service what a code means")
struct ResolverExchangeTests {
    @Test("one step: sorted parameters, the secret among them signed and not sent")
    func sortedSignature() throws {
        var exchange = ResolverExchange(
            provider: ResolverFixture.oneStep, code: ResolverFixture.code, place: "west",
            secrets: ResolverFixture.secrets)
        let request = try exchange.begin(at: ResolverFixture.now, nonce: "n")
        let text =
            "appId=gate&code_content=\(ResolverFixture.code)&secretKey=k-1&timestamp=1633000000000"
        let digest = SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"appId":"gate","timestamp":"1633000000000","code_content":"\#(ResolverFixture.code)","sign":"\#(digest)"}"#
        )
        #expect(request.path == "/health/decode")
        #expect(request.contentType == "application/json")
    }

    @Test("two steps: place and purpose, HMAC in a header, the token of the first answer in the second request")
    func twoSteps() throws {
        let code = String(repeating: "aB", count: 16)
        var exchange = ResolverExchange(
            provider: ResolverFixture.twoSteps, code: code, place: "嘉宝 west", secrets: ResolverFixture.secrets)
        let first = try exchange.begin(at: ResolverFixture.now, nonce: "abc")
        #expect(
            String(decoding: first.body, as: UTF8.self)
                == "certQrCode=\(code)&pos=%E5%98%89%E5%AE%9D%20west&use=%E8%BF%9B%E5%85%A5%E5%B0%8F%E5%8C%BA")
        let key = SymmetricKey(data: Array("geheim".utf8))
        let mac = HMAC<SHA256>.authenticationCode(for: Array("1633000000\nabc\n\(code)".utf8), using: key)
        #expect(first.headers["signature"] == Base64.encode(Array(mac)))
        #expect(first.headers["X-Nonce"] == "abc")
        let next = try exchange.receive(
            status: 200, body: Array(#"{"errcode":0,"biz":{"tokenSNO":"t&1"}}"#.utf8), at: ResolverFixture.now,
            nonce: "b")
        guard case .ask(let second) = next else {
            Issue.record("no second request")
            return
        }
        #expect(second.path == "/user")
        #expect(String(decoding: second.body, as: UTF8.self) == "token=t%261")
        let end = try exchange.receive(
            status: 200, body: ResolverFixture.reply(#""grade":"00""#), at: ResolverFixture.now, nonce: "c")
        guard case .answered(let answer) = end else {
            Issue.record("no answer")
            return
        }
        #expect(answer.colour == .green)
    }

    @Test("a first step that refuses, or gives no token, ends the question")
    func badFirstStep() {
        for (body, failure) in [
            (#"{"errcode":0,"biz":{}}"#, ResolverFailure.malformed), (#"{"errcode":500}"#, .refused),
            (#"{"biz":{"tokenSNO":"x"}}"#, .malformed), ("", .malformed),
        ] {
            var exchange = ResolverExchange(
                provider: ResolverFixture.twoSteps, code: "x", place: "", secrets: [:])
            #expect(throws: failure) {
                _ = try exchange.begin(at: ResolverFixture.now, nonce: "")
                _ = try exchange.receive(status: 200, body: Array(body.utf8), at: ResolverFixture.now, nonce: "")
            }
        }
    }

    @Test("trouble at the service is trouble, not an answer")
    func trouble() {
        let good = ResolverFixture.reply(#""grade":"00""#)
        #expect(throws: ResolverFailure.status) { try ResolverFixture.verification(good, status: 503) }
        #expect(throws: ResolverFailure.status) { try ResolverFixture.verification(good, status: 302) }
        #expect(throws: ResolverFailure.malformed) { try ResolverFixture.verification(Array("<html>".utf8)) }
        #expect(throws: ResolverFailure.malformed) { try ResolverFixture.verification(Array(good.dropLast())) }
        #expect(throws: ResolverFailure.malformed) {
            try ResolverFixture.verification([UInt8](repeating: 0x20, count: ResolverExchange.longestAnswer) + good)
        }
        #expect(throws: ResolverFailure.refused) {
            try ResolverFixture.verification(ResolverFixture.reply("", errcode: "500"))
        }
        #expect(throws: ResolverFailure.malformed) {
            try ResolverFixture.verification(Array(#"{"data":{"grade":"00"}}"#.utf8))
        }
    }

    @Test("templates", arguments: ["{", "}", "{code", "{who}", "{secret:}", "a}b"])
    func badTemplates(_ text: String) {
        #expect(ResolverTemplate(text) == nil)
    }

    @Test("paths", arguments: ["", "a..b", ".a", "1.2.3.4.5.6.7.8.9"])
    func badPaths(_ text: String) {
        #expect(ResolverPath(text) == nil)
    }
}
