@testable import Admission
import Testing

struct OpeningHoursTests {
    @Test func aPeakIsOpenFromItsFirstMinuteUpToItsLast() throws {
        let hours = OpeningHours([try #require(MinuteRange("07:00-09:00")), try #require(MinuteRange("17:00-19:00"))])
        let open = (0..<1440).filter { hours.isOpen(at: $0) }
        #expect(open == Array(420..<540) + Array(1020..<1140))
        #expect(!hours.isAlways)
    }

    @Test func aNightGoesPastMidnight() throws {
        let hours = OpeningHours([try #require(MinuteRange("22:00-06:00"))])
        let open = (0..<1440).filter { hours.isOpen(at: $0) }
        #expect(open == Array(0..<360) + Array(1320..<1440))
    }

    @Test func midnightCanBeEitherEnd() throws {
        let evening = OpeningHours([try #require(MinuteRange("20:00-24:00"))])
        #expect((0..<1440).filter { evening.isOpen(at: $0) } == Array(1200..<1440))
        let same = OpeningHours([try #require(MinuteRange("20:00-00:00"))])
        #expect((0..<1440).filter { same.isOpen(at: $0) } == Array(1200..<1440))
    }

    @Test func aroundTheClockAndNever() throws {
        let always = OpeningHours([try #require(MinuteRange("00:00-24:00"))])
        #expect(always.isAlways)
        #expect(always == OpeningHours.always)
        #expect((0..<1440).allSatisfy { always.isOpen(at: $0) })
        #expect(!(0..<1440).contains { OpeningHours([]).isOpen(at: $0) })
    }

    @Test(arguments: [
        "", "-", "07:00", "07:00-", "7:00-09:00", "07:00-09:00-10:00", "24:00-01:00", "07:60-09:00", "25:00-26:00",
        "08:00-08:00", "00:00-24:01", "0700-0900", "07:00 - 09:00", "+7:00-09:00", "０７:00-09:00", "07:0:-09:00",
    ])
    func anythingElseIsNoRange(text: String) {
        #expect(MinuteRange(text) == nil)
    }
}
