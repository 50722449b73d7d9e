import Testing
import Wire

@Suite struct CaptureMaskTests {
    @Test func aLineKeepsItsLengthAndItsEnd() {
        let line = Array("GH1:张*\t€\u{0}\u{1D}\r\n".utf8)
        let masked = CaptureMask.masked(.received(line), transport: .serial)
        let expected = line.map { $0 == 0x0D || $0 == 0x0A || $0 == 0x09 ? $0 : UInt8(ascii: "x") }
        #expect(masked == .received(expected))
    }

    @Test(arguments: TransportKind.allCases) func noByteOfTextIsLeft(kind: TransportKind) {
        for byte in UInt8.min...UInt8.max where ![0x09, 0x0A, 0x0D].contains(byte) {
            let masked = [
                CaptureMask.masked(.received([byte, byte]), transport: kind),
                CaptureMask.masked(.featureReceived([byte, byte]), transport: kind),
            ]
            for content in masked {
                switch content {
                case .received(let bytes): #expect(kind == .serial && bytes == [0x78, 0x78])
                case .remark(let words): #expect(words.contains("2 bytes") && words.contains("masked"))
                default: Issue.record("\(content)")
                }
            }
        }
    }

    @Test func whatIsSentStays() {
        for content: CaptureEntry.Content in [.sent([0x7E, 0x00]), .featureSent([1]), .remark("opened")] {
            #expect(CaptureMask.masked(content, transport: .serial) == content)
            #expect(CaptureMask.masked(content, transport: .hidraw) == content)
        }
    }

    @Test func settingsAreWrittenAsTheyAreRead() {
        var settings = DriverSettings(terminators: .tab, aim: .required, idleGap: .milliseconds(120), channels: 4)
        settings.commands = .gm65
        settings.altDigits = .gbk
        settings.address = 7
        settings.mode = .body
        settings.profile = "cs"
        let texts = settings.texts()
        #expect(texts.map(\.key) == DriverSettings.keys)
        var read = DriverSettings()
        for (key, value) in texts {
            let isKnown = read.set(key, to: value)
            #expect(isKnown, "\(key)")
        }
        #expect(read == settings)
        #expect(DriverSettings().texts().isEmpty)
        #expect(settings.texts(of: ["mode", "nonsense"]).map(\.value) == ["body"])
    }

    @Test func hexIsInPairs() {
        #expect(HexBytes.text([]) == "")
        #expect(HexBytes.text([0x00, 0x0A, 0xFF, 0x5A]) == "00 0A FF 5A")
    }
}
