import Codes
import Foundation
import Testing

@testable import Commissioning

@Suite struct PartsTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (951_782_400, 2000, 2, 29), (951_868_800, 2000, 3, 1),
        (1_795_456_800, 2026, 11, 23), (4_107_542_399, 2100, 2, 28), (4_107_542_400, 2100, 3, 1),
        (253_402_300_799, 9999, 12, 31),
    ])
    func datesAreThoseOfTheCalendar(seconds: Int64, year: Int64, month: Int, day: Int) {
        let fields = CivilDate.fields(of: UnixTime(seconds: seconds))
        #expect(fields.year == year && fields.month == month && fields.day == day)
    }

    @Test func monthsRunOverTheEndOfTheYear() {
        let months = DevelopmentKeys.months(from: Site.time)
        #expect(months.prefix(3) == ["2026-11", "2026-12", "2027-01"])
        #expect(months.last == "2027-11")
    }

    @Test func aPortInUseIsRefusedAndAnotherIsFound() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: INADDR_LOOPBACK.bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(descriptor, address, length)
                _ = listen(descriptor, 1)
                _ = getsockname(descriptor, address, &length)
            }
            return Int(in_port_t(bigEndian: pointer.pointee.sin_port))
        }
        #expect(port > 0)
        #expect(throws: CommissioningError.port(port)) { try LoopbackPort.choose(port) }
        #expect(throws: CommissioningError.port(80)) { try LoopbackPort.choose(80) }
        #expect(throws: CommissioningError.port(65_536)) { try LoopbackPort.choose(65_536) }
        #expect(try (1...65_535).contains(LoopbackPort.choose(nil)))
    }

    @Test func aPathThatCannotBeMadeSaysWhy() {
        let error = #expect(throws: CommissioningError.self) {
            try DevelopmentSite.create(at: "/dev/null/site")
        }
        #expect(error?.description.hasPrefix("/dev/null/site cannot be made: Not a directory") == true)
    }
}
