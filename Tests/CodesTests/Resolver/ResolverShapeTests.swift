import Codes
import Testing

@Suite("Which codes are asked about")
struct ResolverShapeTests {
    let reader = CodeReader(schemes: [
        GH1Scheme(), ResolverScheme(families: [ResolverFixture.agk, ResolverFixture.city]),
    ])

    func provider(_ text: String) -> String? { reader.question(in: Array(text.utf8))?.provider }

    @Test("only the allow-listed shapes leave the gate, framing stripped")
    func shapes() {
        #expect(provider("]Q1" + ResolverFixture.code + "\r\n") == "agk")
        #expect(
            reader.question(in: Array("\0\(ResolverFixture.code)\t".utf8)).map {
                String(decoding: $0.code, as: UTF8.self)
            }
                == ResolverFixture.code)
        #expect(provider(String(repeating: "0a", count: 16)) == "city")
        for other in [
            String(repeating: "0a", count: 15), String(repeating: "0g", count: 16), "https://s.example.gov.cn/",
            "https://s.example.gov.cn.evil.com/abcdef", "http://s.example.gov.cn/abcdef",
            "HTTPS://S.EXAMPLE.GOV.CN/abcdef",
            "https://s.example.gov.cn/abc def", "https://s.example.gov.cn/" + String(repeating: "a", count: 201),
            "https://s.example.gov.cn/a\u{e4}bcd", "GH1:ABCDEF", "", "hello",
        ] {
            #expect(provider(other) == nil, "\(other)")
        }
    }

    @Test("unasked, such a code is unreachable, which says nothing against the person")
    func offline() {
        let result = reader.verify(
            Array(ResolverFixture.code.utf8), trust: TrustSnapshot(), at: ResolverFixture.now, clock: .synchronised)
        #expect(result.scheme == "resolver")
        #expect(result.outcome == .unreachable)
        #expect(result.advisories == ["resolver.provider.agk", "resolver.offline"])
    }

    @Test("shapes that would take anything are refused")
    func tooWide() {
        #expect(CodeShape(prefix: "", alphabet: .url, lengths: 20...40) == nil)
        #expect(CodeShape(prefix: "", alphabet: .digits, lengths: 8...40) == nil)
        #expect(CodeShape(prefix: "https://", alphabet: .url, lengths: 1...40) == nil)
        #expect(CodeShape(prefix: "https://a.b", alphabet: .url, lengths: 1...40) == nil)
        #expect(CodeShape(prefix: "https://x@a.b/", alphabet: .url, lengths: 1...40) == nil)
        #expect(CodeShape(prefix: "https:///", alphabet: .url, lengths: 1...40) == nil)
        #expect(CodeShape(prefix: "a b", alphabet: .url, lengths: 1...40) == nil)
        #expect(CodeShape(prefix: "SSM", alphabet: .token, lengths: 1...5000) == nil)
        #expect(CodeShape(prefix: "SSM", alphabet: .token, lengths: 1...64) != nil)
    }
}

@Suite("A service that fails is left alone, and answers are not used for long")
struct ResolverPatienceTests {
    static let second: UInt64 = 1_000_000_000

    /// Whether the breaker lets each of so many questions out at `now`.
    func admitted(_ breaker: inout CircuitBreaker, _ count: Int, at now: UInt64) -> [Bool] {
        (0..<count).map { _ in breaker.admits(at: now) }
    }

    @Test("three failures open it, one probe at a time, pauses that double up to a minute, one answer closes it")
    func breaker() {
        var breaker = CircuitBreaker()
        for _ in 0..<3 {
            #expect(admitted(&breaker, 1, at: 0) == [true])
            breaker.failed(at: 0)
        }
        var now: UInt64 = 0
        var pause = CircuitBreaker.firstPause
        for _ in 0..<8 {
            #expect(admitted(&breaker, 1, at: now + pause - 1) == [false])
            #expect(breaker.isOpen(at: now))
            now += pause
            #expect(admitted(&breaker, 3, at: now) == [true, false, false])
            breaker.failed(at: now)
            pause = min(pause * 2, CircuitBreaker.longestPause)
        }
        now += pause
        #expect(admitted(&breaker, 1, at: now) == [true])
        breaker.succeeded()
        #expect(admitted(&breaker, 2, at: now) == [true, true])
        breaker.failed(at: now)
        breaker.failed(at: now)
        #expect(admitted(&breaker, 1, at: now) == [true], "two failures are bad luck")
    }

    @Test("a probe that nobody heard leaves the way free for the next")
    func forgotten() {
        var breaker = CircuitBreaker()
        for _ in 0..<3 { breaker.failed(at: 0) }
        let now = CircuitBreaker.firstPause
        #expect(admitted(&breaker, 2, at: now) == [true, false])
        breaker.forgotten()
        #expect(admitted(&breaker, 2, at: now) == [true, false])
        breaker.failed(at: now)
        breaker.forgotten()
        #expect(admitted(&breaker, 1, at: now) == [false], "the pause is still the pause")
    }

    @Test("only what speaks against the service makes it be left alone")
    func blame() {
        let innocent: Set<ResolverFailure> = [.open, .offline, .busy, .unconfigured]
        for failure in ResolverFailure.allCases { #expect(failure.isOfService == !innocent.contains(failure)) }
    }

    @Test("a provider names all secrets that its requests need")
    func secrets() {
        #expect(ResolverFixture.oneStep.secrets == ["app"])
        #expect(ResolverFixture.twoSteps.secrets == ["hmac"])
    }

    @Test("late failures of questions that were under way do not lengthen the pause")
    func together() {
        var breaker = CircuitBreaker()
        for _ in 0..<20 { breaker.failed(at: 1) }
        #expect(admitted(&breaker, 1, at: 1 + CircuitBreaker.firstPause) == [true])
    }

    @Test("an answer is used again only while its code lives, and never longer than a minute")
    func cache() {
        let code = CodeDigest(bytes: [1])
        let time = ResolverFixture.now
        func isKept(_ change: (inout ResolverAnswer) -> Void, cacheSeconds: Int64, after seconds: UInt64) -> Bool {
            var family = ResolverFixture.agk
            family.cacheSeconds = cacheSeconds
            var answer = ResolverAnswer()
            answer.colour = .green
            change(&answer)
            var cache = ResolverCache()
            cache.keep(answer, of: family, for: code, at: 0, time: time, clock: .synchronised)
            return cache.answer(for: code, at: seconds * Self.second) != nil
        }
        #expect(!isKept({ _ in }, cacheSeconds: 0, after: 0))
        #expect(isKept({ _ in }, cacheSeconds: 30, after: 29))
        #expect(!isKept({ _ in }, cacheSeconds: 30, after: 30))
        #expect(isKept({ $0.codeUntil = time.adding(seconds: 20) }, cacheSeconds: 0, after: 19))
        #expect(!isKept({ $0.codeUntil = time.adding(seconds: 20) }, cacheSeconds: 30, after: 20))
        #expect(!isKept({ $0.codeUntil = time.adding(seconds: 86_400) }, cacheSeconds: 30, after: 60))
        #expect(!isKept({ $0.codeUntil = time.adding(seconds: -1) }, cacheSeconds: 30, after: 0))
        #expect(!isKept({ $0.isCodeExpired = true }, cacheSeconds: 30, after: 0))
        #expect(!isKept({ $0.isKnown = false }, cacheSeconds: 30, after: 0))
    }

    @Test("the cache is bounded")
    func bounded() {
        var cache = ResolverCache()
        var family = ResolverFixture.agk
        family.cacheSeconds = 30
        for number in 0..<(ResolverCache.capacity * 2) {
            let code = CodeDigest(bytes: [UInt8(number & 255), UInt8(number >> 8)])
            cache.keep(
                ResolverAnswer(), of: family, for: code, at: 0, time: ResolverFixture.now, clock: .synchronised)
        }
        #expect(cache.count == ResolverCache.capacity)
    }
}
