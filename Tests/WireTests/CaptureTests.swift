import Foundation
import Testing

@testable import Wire

/// A capture of `Tests/Captures` with the events that it shall give, as `decode` prints them.
struct CaptureCase: Sendable, CustomTestStringConvertible {
    let name: String
    let capture: Capture
    let expected: [String]

    var testDescription: String { name }

    /// All of them: one folder for each driver, `CASE.capture` and `CASE.events`.
    static let all: [CaptureCase] = {
        do {
            return try load()
        } catch {
            Issue.record("a capture cannot be read: \(error)")
            return []
        }
    }()

    private static func load() throws -> [CaptureCase] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Captures").resolvingSymlinksInPath()
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
            .filter { $0.hasSuffix(".capture") }
            .map { path in
                let file = root.appending(path: path)
                let events = file.deletingPathExtension().appendingPathExtension("events")
                return CaptureCase(
                    name: path, capture: try Capture(text: Array(Data(contentsOf: file))),
                    expected: try String(contentsOf: events, encoding: .utf8).split(separator: "\n").map(String.init))
            }
    }

    /// The driver that the capture names, with its settings.
    func makeDriver() throws -> any Driver {
        var settings = DriverSettings()
        for setting in capture.header.settings {
            let isKnown = settings.set(setting.key, to: setting.value)
            #expect(isKnown)
        }
        let name = try #require(capture.header.driver)
        return try #require(DriverCatalogue.makeDriver(name: name, settings: settings), "no driver \(name)")
    }

    /// The events of these entries, as lines; the counters must add up after each of them.
    func events(of entries: [CaptureEntry]) throws -> [String] {
        var decoder = CaptureDecoder(driver: try makeDriver(), transport: capture.header.description)
        var lines: [String] = []
        let tell = { (event: DriverEvent) in if let line = DecodeLine.text(for: event) { lines.append(line) } }
        for entry in entries {
            decoder.decode(entry, tell)
            let counters = decoder.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        decoder.finish(tell)
        return lines
    }
}

@Suite("Captures")
struct CaptureTests {
    /// Without this, a folder that is not found would pass for one without mistakes.
    @Test func everyDriverHasSome() {
        let drivers = Set(CaptureCase.all.compactMap(\.capture.header.driver))
        for model in DriverCatalogue.models {
            #expect(drivers.contains(model.name), "no capture of \(model.name)")
        }
    }

    @Test(arguments: CaptureCase.all) func givesTheEventsBesideIt(_ test: CaptureCase) throws {
        #expect(try test.events(of: test.capture.entries) == test.expected)
    }

    @Test(arguments: CaptureCase.all) func isItsOwnText(_ test: CaptureCase) throws {
        #expect(try Capture(text: Array(test.capture.text.utf8)) == test.capture)
    }

    /// Only of streams: a packet is never split.
    @Test(arguments: CaptureCase.all.filter { $0.capture.header.transport?.hasPackets == false })
    func noSplitChangesTheEvents(_ test: CaptureCase) throws {
        let single = test.capture.entries.flatMap { entry -> [CaptureEntry] in
            guard case .received(let bytes) = entry.content else { return [entry] }
            return bytes.map { CaptureEntry(time: entry.time, .received([$0])) }
        }
        #expect(try test.events(of: single) == test.expected, "one byte at a time")
        for (place, entry) in test.capture.entries.enumerated() {
            guard case .received(let bytes) = entry.content, bytes.count > 1 else { continue }
            // Of a long frame a share of the cuts: all of its beginning and its end.
            for cut in 1..<bytes.count where bytes.count < 300 || cut < 40 || cut > bytes.count - 40 {
                var entries = test.capture.entries
                entries[place].content = .received(Array(bytes[..<cut]))
                entries.insert(CaptureEntry(time: entry.time, .received(Array(bytes[cut...]))), at: place + 1)
                #expect(try test.events(of: entries) == test.expected, "entry \(place) cut after \(cut) bytes")
            }
        }
    }

    /// Reads that come together give the same events, unless the capture is about the gaps between them.
    @Test(
        arguments: CaptureCase.all.filter {
            $0.capture.header.transport?.hasPackets == false && !$0.capture.header.notes.contains("gaps matter")
        })
    func coalescedReadsGiveTheSameEvents(_ test: CaptureCase) throws {
        guard let first = test.capture.entries.first else { return }
        let entry = CaptureEntry(time: first.time, .received(test.capture.received))
        #expect(try test.events(of: [entry]) == test.expected)
    }
}

@Suite("Capture text")
struct CaptureTextTests {
    private func fault(_ text: String) -> Capture.Fault? {
        do throws(Capture.Fault) {
            _ = try Capture(text: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func readsHeadersAndEntries() throws {
        let text = """
            # gatehouse capture 1
            # driver: lu90614
            # transport: serial 9600 8N1
            # setting: mode=body
            # note: the first one we had

            0.000000 > FA CA C4
            0.031250 < FE AC 24 36
            1 <F 01 02
            1.5 >F 03
            2.000001 ! lost its power
            """
        let capture = try Capture(text: Array(text.utf8))
        #expect(capture.header.driver == "lu90614")
        #expect(capture.header.transport == .serial)
        #expect(capture.header.line == "9600 8N1")
        #expect(capture.header.settings.map(\.key) == ["mode"])
        #expect(
            capture.entries == [
                CaptureEntry(time: Instant(nanoseconds: 0), .sent([0xFA, 0xCA, 0xC4])),
                CaptureEntry(time: Instant(nanoseconds: 31_250_000), .received([0xFE, 0xAC, 0x24, 0x36])),
                CaptureEntry(time: Instant(nanoseconds: 1_000_000_000), .featureReceived([1, 2])),
                CaptureEntry(time: Instant(nanoseconds: 1_500_000_000), .featureSent([3])),
                CaptureEntry(time: Instant(nanoseconds: 2_000_001_000), .remark("lost its power")),
            ])
        #expect(try Capture(text: Array(capture.text.utf8)) == capture)
    }

    @Test func saysWhichLineIsWrongAndHow() {
        #expect(fault("# gatehouse capture 1\nsoon < 00") == Capture.Fault(line: 2, error: .time))
        #expect(fault("0.1 < 00\n0.05 < 00") == Capture.Fault(line: 2, error: .order))
        #expect(fault("0.1 00 01")?.error == .direction)
        #expect(fault("0.1 <")?.error == nil)
        #expect(fault("0.1 < 0G")?.error == .bytes(.character(offset: 1)))
        #expect(fault("# transport: pigeon")?.error == .transport("pigeon"))
        #expect(fault("# setting: mode=loud")?.error == .setting("mode=loud"))
        #expect(fault("99999999999999 < 00")?.error == .time)
        #expect(fault("1.1234567890 < 00")?.error == .time)
        #expect(fault(String(repeating: "0", count: CaptureLine.longest + 1))?.error == .length)
    }

    @Test func aCaptureIsKnownByItsFirstLine() {
        #expect(CaptureReader.isCapture(Array("# gatehouse capture 1\n".utf8)) == true)
        #expect(CaptureReader.isCapture(Array("# gate".utf8)) == nil)
        #expect(CaptureReader.isCapture(Array("5A 5A".utf8)) == false)
    }

    @Test func packetsAreCutWhereTheyAddUp() {
        func cut(_ lengths: [Int], _ lines: [[UInt8]]) -> [[UInt8]] {
            var cutter = PacketCutter(lengths: lengths)
            return lines.flatMap { cutter.take($0) + cutter.endLine() } + cutter.finish()
        }
        let ten = [UInt8](0..<10)
        #expect(cut([5], [ten]) == [Array(ten[..<5]), Array(ten[5...])])
        // A hex dump breaks lines where it likes.
        #expect(cut([5, 4], [Array(ten[..<3]), Array(ten[3...])]) == [Array(ten[..<5]), Array(ten[5...])])
        #expect(cut([7, 5], [ten]) == [Array(ten[..<5]), Array(ten[5...])])
        // Short forms, one for each line.
        #expect(cut([64], [[1, 2], [3, 4, 5]]) == [[1, 2], [3, 4, 5]])
        #expect(cut([], [ten]) == [ten])
    }
}
