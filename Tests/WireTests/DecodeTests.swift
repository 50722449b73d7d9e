import Foundation
import Testing

@testable import Wire

@Suite("Decode: hex text in, JSON lines out")
struct DecodeTests {
    /// What `decode --driver NAME` prints.
    private func lines(_ name: String, _ input: [UInt8]) throws -> [String] {
        var decoder = CaptureDecoder(driver: try #require(DriverCatalogue.makeDriver(name: name)))
        var lines: [String] = []
        let bytes = try HexBytes.bytes(fromInput: input)
        decoder.decode(bytes.span) { if let line = DecodeLine.text(for: $0) { lines.append(line) } }
        decoder.finish { if let line = DecodeLine.text(for: $0) { lines.append(line) } }
        return lines
    }

    @Test func thermometer() throws {
        #expect(
            try lines("gy-mcu90614", Array("5A 5A 45 04 0D 54 08 CA 30\n5a5a45040bb8fea260 5A5A".utf8)) == [
                #"{"event":"sample","object":34.12,"ambient":22.50}"#,
                #"{"event":"sample","object":30.00,"ambient":-3.50}"#, #"{"event":"fault","code":"truncated"}"#,
            ])
    }

    @Test func scanner() throws {
        #expect(
            try lines("serial-line", Array("]Q1GH1:\"\\\u{7}体温\u{7F}\r\n6901\tx\r\n".utf8)) == [
                #"{"event":"scan","text":"GH1:\"\\\u0007体温\u007f","aim":"]Q1"}"#,
                #"{"event":"scan","text":"6901\tx"}"#,
            ])
        #expect(try lines("serial-line", Array("]Q1half".utf8)) == [#"{"event":"fault","code":"truncated"}"#])
    }

    @Test(arguments: [(-5, "-0.05"), (-350, "-3.50"), (0, "0.00"), (7, "0.07"), (3770, "37.70"), (38000, "380.00")])
    func temperaturesHaveTwoDecimals(hundredths: Int32, text: String) {
        let event = DriverEvent.sample(Sample(body: Temperature(hundredths: hundredths)))
        #expect(DecodeLine.text(for: event) == "{\"event\":\"sample\",\"body\":\(text)}")
    }

    @Test func whatIsNotAboutTheDeviceIsNotPrinted() {
        #expect(DecodeLine.text(for: .identified) == nil)
        #expect(DecodeLine.text(for: .transmit([1])) == nil)
    }

    @Test(arguments: 0..<10) func everyTextSurvivesJSON(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scan = Scan(bytes: generator.bytes(200) + Array(0...255), aim: "]Q1")
        let line = try #require(DecodeLine.text(for: .scan(scan)))
        #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object == ["event": "scan", "text": scan.text, "aim": "]Q1"])
    }

    @Test(arguments: ["5A5A4504", "5a 5a 45 04", " 0x5A 0x5a45\r\n\t04\n", "5A,5A,45,04", "0X5A, 0X5A, 0X45, 0X04"])
    func hexIsReadHoweverItIsWritten(text: String) throws {
        #expect(HexBytes.isHexText(Array(text.utf8)))
        #expect(try HexBytes.bytes(fromInput: Array(text.utf8)) == [0x5A, 0x5A, 0x45, 0x04])
    }

    @Test func rawInputIsLeftAsItIs() throws {
        for raw in [[0x5A, 0x5A, 0x45, 0x04], Array("GH1:AB\r\n".utf8), Array("0x".utf8), Array(" \n".utf8), []] {
            #expect(!HexBytes.isHexText(raw))
            #expect(try HexBytes.bytes(fromInput: raw) == raw)
        }
    }

    @Test func brokenHexIsRefusedAtItsPlace() {
        #expect(throws: HexError.oddDigits(offset: 3)) { try HexBytes.parse(Array("5A 5 A5".utf8)) }
        #expect(throws: HexError.oddDigits(offset: 2)) { try HexBytes.parse(Array("5A4".utf8)) }
        #expect(throws: HexError.character(offset: 1)) { try HexBytes.parse(Array("5G".utf8)) }
        #expect(throws: HexError.character(offset: 3)) { try HexBytes.parse(Array("5A0x5A".utf8)) }
    }
}
