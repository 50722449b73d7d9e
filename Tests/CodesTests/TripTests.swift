import Codes
import Testing

@Suite("The trip card")
struct TripTests {
    static let now = UnixTime(seconds: 1_628_000_000)
    static let nanjing = "江苏省南京市江宁区禄口街道"

    func areas(from: Int64 = -86_400 * 5, until: Int64? = nil, _ level: RiskLevel = .medium) -> RiskAreas {
        RiskAreas(
            issued: Self.now.adding(seconds: -3600), freshUntil: Self.now.adding(seconds: 86_400),
            areas: [
                RiskArea(
                    name: Self.nanjing, level: level, from: Self.now.adding(seconds: from),
                    until: until.map { Self.now.adding(seconds: $0) })
            ])
    }

    func card(_ line: String, _ colour: TripColour? = .green, age: Int64? = 60) throws -> TripObservation {
        TripObservation(
            witness: .resolver, colour: colour, places: try #require(TripPlace.list(line)),
            updatedAt: age.map { Self.now.adding(seconds: -$0) })
    }

    func kind(_ card: TripObservation, _ areas: RiskAreas?) -> String? {
        TripAssessment().verification(of: card, areas: areas, at: Self.now, clock: .synchronised).evidence.first?.kind
    }

    @Test("places are read as the card shows them")
    func places() throws {
        let places = try #require(TripPlace.list("上海市，江苏省 南京市＊、 ,德国"))
        #expect(places.map(\.name) == ["上海市", "江苏省南京市", "德国"])
        #expect(places.map(\.isStarred) == [false, true, false])
        #expect(TripPlace.list(String(repeating: "市,", count: 1000)) == nil)
    }

    @Test("green without risk meets the need; a listed city, a star or another colour does not")
    func kinds() throws {
        #expect(kind(try card("上海市"), areas()) == "trip-code")
        #expect(kind(try card("上海市，江苏省南京市"), areas()) == "trip-code-risk")
        #expect(kind(try card("上海市，浙江省杭州市*"), areas()) == "trip-code-risk")
        #expect(kind(try card("上海市", .yellow), areas()) == "trip-code-colour")
        #expect(kind(try card("上海市，江苏省南京市"), nil) == "trip-code")
        #expect(kind(try card("江苏省南京市*"), nil) == "trip-code-risk")
    }

    @Test("an area counts for the days that the card looks back, no longer")
    func window() throws {
        let visited = try card("江苏省南京市")
        #expect(kind(visited, areas(from: -86_400 * 30, until: -86_400 * 13)) == "trip-code-risk")
        #expect(kind(visited, areas(from: -86_400 * 30, until: -86_400 * 15)) == "trip-code")
        var short = visited
        short.windowDays = 7
        #expect(kind(short, areas(from: -86_400 * 30, until: -86_400 * 13)) == "trip-code")
    }

    @Test("an old card, one from the future, a stale list, no clock")
    func doubts() throws {
        func outcome(
            _ card: TripObservation, _ areas: RiskAreas? = nil, after seconds: Int64 = 0,
            clock: ClockQuality = .synchronised
        ) -> CodeOutcome {
            TripAssessment().verification(
                of: card, areas: areas, at: Self.now.adding(seconds: seconds), clock: clock
            ).outcome
        }
        #expect(outcome(try card("上海市", age: TripAssessment.usualAge)) == .verified)
        #expect(outcome(try card("上海市", age: TripAssessment.usualAge + 31)) == .expired)
        #expect(outcome(try card("上海市", age: -31)) == .clockUntrusted)
        #expect(outcome(try card("上海市", age: nil)) == .expired)
        #expect(outcome(try card("上海市", nil)) == .unsupported)
        #expect(outcome(try card("上海市"), clock: .unset) == .clockUntrusted)
        #expect(outcome(try card("上海市", age: -86_400), areas(), after: 86_400) == .staleTrust)
    }

    @Test("what the guard saw says so, and has no time of its own")
    func witnessed() {
        let seen = TripObservation(witness: .guard, colour: .green)
        let result = TripAssessment().verification(of: seen, areas: areas(), at: Self.now, clock: .synchronised)
        #expect(result.outcome == .verified)
        #expect(result.advisories == ["trip.seen-by-guard"])
        #expect(result.evidence.map(\.kind) == ["trip-code"])
    }

    @Test("the colours' words")
    func colours() {
        #expect(TripColour(word: "绿色") == .green)
        #expect(TripColour(word: "Red") == .red)
        #expect(TripColour(word: "灰") == nil)
    }
}
