import Codes
import Testing

@Suite("What a service's answer comes to")
struct ResolverAnswerTests {
    func outcome(_ members: String, errcode: String = "0") throws -> (CodeOutcome, [String], [String]) {
        let result = try ResolverFixture.verification(ResolverFixture.reply(members, errcode: errcode))
        return (result.outcome, Array(result.advisories.dropFirst()), result.evidence.map(\.kind))
    }

    @Test("colours by the provider's table: only green is a health code that admits")
    func colours() throws {
        #expect(try outcome(#""grade":"00""#) == (.verified, [], ["health-code"]))
        #expect(try outcome(#""grade":"01""#) == (.verified, [], ["health-code-yellow"]))
        #expect(try outcome(#""grade":"10""#) == (.verified, [], ["health-code-red"]))
        #expect(try outcome(#""grade":"init""#) == (.verified, [], ["health-code-pending"]))
        for unknown in [#""0""#, "0", "1", #""green""#, "true"] {
            #expect(try outcome(#""grade":\#(unknown)"#) == (.unsupported, ["resolver.unknown-colour"], []))
        }
        for none in [#""grade":null"#, #""grade":"""#, "", #""grade":{}"#] {
            #expect(try outcome(none) == (.unsupported, ["resolver.no-colour"], []))
        }
    }

    @Test("a good status with a negative content is no good answer")
    func negative() throws {
        #expect(try outcome(#""grade":"00","qrcode_expired":true"#) == (.expired, ["code.expired"], []))
        #expect(try outcome(#""grade":"00","qrcode_expired":"1""#) == (.expired, ["code.expired"], []))
        #expect(
            try outcome(#""grade":"00","qrcode_expired":false,"report_expired":true"#)
                == (.expired, ["evidence.expired"], []))
        #expect(try outcome(#""grade":"00""#, errcode: "404") == (.invalid, ["resolver.not-found"], []))
        #expect(throws: ResolverFailure.malformed) { try outcome(#""grade":"00","qrcode_expired":"maybe""#) }
    }

    @Test("two expiries are kept apart, in the service's local time")
    func times() throws {
        // 1633000000 is 2021-09-30 19:06:40 in China.
        #expect(try outcome(#""grade":"00","code_expire_time":"2021-09-30 19:06:41""#).0 == .verified)
        #expect(try outcome(#""grade":"00","code_expire_time":"2021-09-30 19:06:09""#).1 == ["code.expired"])
        #expect(try outcome(#""grade":"00","report_valid_date":"2021.10.01""#).0 == .verified)
        #expect(try outcome(#""grade":"00","report_valid_date":"2021.9.30""#).1 == ["evidence.expired"])
        #expect(try outcome(#""grade":"00","report_date":1633000031000"#).0 == .clockUntrusted)
        #expect(try outcome(#""grade":"00","report_date":1633000000"#).0 == .verified)
        #expect(try outcome(#""grade":"00","report_date":"""#).0 == .verified)
        #expect(throws: ResolverFailure.malformed) { try outcome(#""grade":"00","report_date":"soon""#) }
        let result = try ResolverFixture.verification(
            ResolverFixture.reply(#""grade":"00","code_expire_time":"20210930190740","report_valid_date":"2021/10/14""#)
        )
        #expect(result.codeExpires?.rfc3339 == "2021-09-30T11:07:40Z")
        #expect(result.evidence.first?.validUntil?.rfc3339 == "2021-10-13T16:00:00Z")
    }

    @Test("a person's data is masked whether the service masks it or not")
    func masked() throws {
        for (name, phone) in [("张三丰", "13812341234"), ("张*丰", "138****1234")] {
            let result = try ResolverFixture.verification(
                ResolverFixture.reply(
                    #""grade":"00","name":"\#(name)","phone":"\#(phone)","certificate_id":"310101199001011234""#))
            #expect(result.subject == CodeSubject(name: "张*丰", phoneTail: "1234"))
        }
    }

    @Test("the trip card in the answer is an observation of its own")
    func trip() throws {
        var exchange = ResolverExchange(
            provider: ResolverFixture.oneStep, code: ResolverFixture.code, place: "", secrets: [:])
        _ = try exchange.begin(at: ResolverFixture.now, nonce: "")
        let body = ResolverFixture.reply(
            #""grade":"00","phone":"138****1234","trip":{"color":"绿","cities":["上海市","江苏省南京市*"],"time":"2021.09.30 19:00:00"}"#
        )
        guard
            case .answered(let answer) = try exchange.receive(
                status: 200, body: body, at: ResolverFixture.now, nonce: "")
        else {
            Issue.record("no answer")
            return
        }
        let trip = try #require(answer.trip)
        #expect(trip.colour == .green)
        #expect(trip.places.map(\.isStarred) == [false, true])
        #expect(trip.phoneTail == "1234")
        #expect(trip.updatedAt == ResolverFixture.now.adding(seconds: -400))
    }

    @Test("cut short at every byte, an answer is never an answer")
    func truncated() {
        let body = ResolverFixture.reply(#""grade":"00","name":"张三","report_date":"2021-09-30""#)
        for length in 0..<body.count {
            #expect(throws: ResolverFailure.malformed) { try ResolverFixture.verification(Array(body.prefix(length))) }
        }
    }
}
