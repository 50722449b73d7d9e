import Codes
import Testing

@Suite("The same code again")
struct ReplayTests {
    static let second: UInt64 = 1_000_000_000
    static let codes = (0..<300).map { CodeDigest(bytes: [UInt8($0 & 0xff), UInt8($0 >> 8)]) }

    @Test("a code held before the scanner is one scan as long as it is held, and five seconds more")
    func held() {
        var cache = ReplayCache()
        #expect(cache.note(Self.codes[0], scanner: 1, at: 0) == .first)
        for step in 1...20 {
            #expect(cache.note(Self.codes[0], scanner: 1, at: UInt64(step) * 4 * Self.second) == .again)
        }
        #expect(cache.note(Self.codes[0], scanner: 1, at: 85 * Self.second - 1) == .again)
        #expect(cache.note(Self.codes[0], scanner: 1, at: 90 * Self.second - 1) == .first)
        #expect(cache.note(Self.codes[1], scanner: 1, at: 90 * Self.second) == .first)
        #expect(cache.note(Self.codes[0], scanner: 1, at: 91 * Self.second) == .again)
    }

    @Test("another scanner is told where the code was, for a minute")
    func elsewhere() {
        var cache = ReplayCache()
        #expect(cache.note(Self.codes[0], scanner: 1, at: 0) == .first)
        #expect(cache.note(Self.codes[0], scanner: 2, at: Self.second) == .elsewhere(scanner: 1))
        #expect(cache.note(Self.codes[0], scanner: 2, at: 2 * Self.second) == .again)
        #expect(cache.note(Self.codes[0], scanner: 1, at: 61 * Self.second) == .elsewhere(scanner: 2))
        #expect(cache.note(Self.codes[0], scanner: 2, at: 121 * Self.second) == .first)
    }

    @Test("it stays within its bounds and counts what it forgets")
    func bounds() {
        var cache = ReplayCache(capacity: 256)
        for code in Self.codes { #expect(cache.note(code, scanner: 1, at: 7) == .first) }
        #expect(cache.count == 256 && cache.overflows == 44)
        #expect(cache.note(Self.codes[299], scanner: 1, at: 8) == .again)
        #expect(cache.note(Self.codes[0], scanner: 1, at: 9) == .first)
        var tiny = ReplayCache(capacity: 0)
        #expect(tiny.note(Self.codes[0], scanner: 1, at: .max) == .first)
        // A clock that goes back is against the rules; it is still one scan and no trap.
        #expect(tiny.note(Self.codes[0], scanner: 1, at: 0) == .again)
        #expect(tiny.count == 1)
    }
}
