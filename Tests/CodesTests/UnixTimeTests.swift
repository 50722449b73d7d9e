import Codes
import Testing

@Suite("RFC 3339 times")
struct UnixTimeTests {
    @Test(
        "times read and write",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2021-08-14T07:30:00Z", 1_628_926_200),
            ("1969-12-31T23:59:59Z", -1), ("9999-12-31T23:59:59Z", 253_402_300_799),
            ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
        ] as [(String, Int64)])
    func roundTrip(_ text: String, _ seconds: Int64) {
        #expect(UnixTime(rfc3339: text) == UnixTime(seconds: seconds))
        #expect(UnixTime(seconds: seconds).rfc3339 == text)
    }

    @Test("every day of five centuries comes back")
    func days() {
        for day in Int64(-73_000)..<110_000 {
            let time = UnixTime(seconds: day * 86_400 + 43_199)
            #expect(UnixTime(rfc3339: time.rfc3339) == time)
        }
    }

    @Test("offsets and decimals")
    func offsets() {
        #expect(UnixTime(rfc3339: "2021-08-14T15:30:00+08:00") == UnixTime(seconds: 1_628_926_200))
        #expect(UnixTime(rfc3339: "2021-08-14 02:00:00-05:30") == UnixTime(seconds: 1_628_926_200))
        #expect(UnixTime(rfc3339: "1970-01-01T00:00:00.5Z") == UnixTime(microseconds: 500_000))
        #expect(UnixTime(rfc3339: "1970-01-01T00:00:00.123456789Z") == UnixTime(microseconds: 123_456))
        #expect(UnixTime(microseconds: -1).rfc3339 == "1969-12-31T23:59:59.999999Z")
        #expect(UnixTime(rfc3339: "2016-12-31T23:59:60Z") == UnixTime(seconds: 1_483_228_800))
        #expect(UnixTime(microseconds: .max).adding(seconds: 1) == UnixTime(microseconds: .max))
        #expect(UnixTime(microseconds: .min).adding(seconds: -1) == UnixTime(microseconds: .min))
        _ = UnixTime(microseconds: .min).rfc3339 + UnixTime(microseconds: .max).rfc3339
    }

    @Test(
        "other texts are no times",
        arguments: [
            "", "2021-08-14", "2021-08-14T07:30:00", "2021-13-01T00:00:00Z", "2021-02-29T00:00:00Z",
            "2021-08-14T24:00:00Z",
            "2021-08-14T07:60:00Z", "2021-08-14T07:30:61Z", "2021-08-14T07:30:00.Z", "2021-08-14T07:30:00Z ",
            "2021-08-14T07:30:00+24:00", "21-08-14T07:30:00Z", "2021-00-14T07:30:00Z", "2021-08-00T07:30:00Z",
            "１970-01-01T00:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(UnixTime(rfc3339: text) == nil)
    }
}
