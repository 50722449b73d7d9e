import Testing

@testable import Wire

/// The check values of the CRC catalogue, over the digits 1 to 9.
@Suite("Cyclic redundancy checks")
struct CRCTests {
    private let digits = Array("123456789".utf8)

    @Test func checkValuesAreThoseOfTheCatalogue() {
        #expect(CRC.modbus(digits) == 0x4B37)
        #expect(CRC.xmodem(digits) == 0x31C3)
        #expect(CRC.smbus(digits) == 0xF4)
        #expect(CRC.mpeg2(digits) == 0x0376_E6E7)
    }

    @Test func theDatasheetsExampleOfAPECHolds() {
        #expect(CRC.smbus([0xB4, 0x07, 0xB5, 0xD2, 0x3A]) == 0x30)
    }
}
