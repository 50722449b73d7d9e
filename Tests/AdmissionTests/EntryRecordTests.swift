import Codes
import Testing
import Wire

@testable import Admission

struct EntryRecordTests {
    private func last(_ body: (inout LaneScript) -> Void, calibration: Calibration? = Fixture.calibration) throws
        -> EntryRecord
    {
        var script = LaneScript(calibration: calibration)
        body(&script)
        return try #require(script.records.last)
    }

    private func keys(_ value: CBORValue?) -> [String] {
        value?.map?.pairs.compactMap(\.key.text).sorted() ?? []
    }

    @Test func aReadingAndAPass() throws {
        let record = try last {
            $0.scan(Fixture.pass("resident"))
            $0.see(36.5)
        }
        let detail = record.detail()
        #expect(
            keys(detail) == [
                "advisories", "ambient", "attests", "class-uncertainty", "corrections", "device", "discarded",
                "evidence",
                "final", "lane", "object", "outcome", "passage", "samples", "scheme", "span", "stage", "temperature",
                "threshold", "timing",
            ])
        #expect(detail["final"]?.bool == true)
        #expect(detail["lane"]?.text == "west-in")
        #expect(detail["passage"]?.text == "000000000000abcd")
        #expect(detail["object"]?.double == 36.5)
        #expect(detail["ambient"]?.double == 22.5)
        #expect(detail["temperature"]?.double == 36.5)
        #expect(detail["threshold"]?.double == 37.3)
        #expect(detail["samples"]?.array?.compactMap(\.double) == Array(repeating: 36.5, count: 6))
        #expect(detail["scheme"]?.text == "gh1")
        #expect(detail["outcome"]?.text == "verified")
        #expect(detail["stage"] == .null)
        #expect(detail["attests"] == ["resident"])
        #expect(detail["evidence"] == ["code", "reading"])
        #expect(detail["timing"]?["decided"]?.integer == detail["timing"]?["last-evidence"]?.integer)
    }

    /// The rule of the house: from the record alone the temperature is computed again, to the last bit.
    @Test func theTemperatureIsRecomputedFromTheRecord() throws {
        let calibration = Calibration(id: "cal-7", gain: 1.03896, offset: -1.0762)
        let record = try last({ $0.see(36.65) }, calibration: calibration)
        let decoded = try CBOR.decode(CBOR.encode(record.detail()))
        let samples = try #require(decoded["samples"]?.array).compactMap(\.double).sorted()
        var temperature = (samples[samples.count / 2 - 1] + samples[samples.count / 2]) / 2
        #expect(temperature == decoded["object"]?.double)
        for correction in try #require(decoded["corrections"]?.array) {
            #expect(correction["term"]?.text == "calibration")
            #expect(correction["id"]?.text == "cal-7")
            let gain = try #require(correction["gain"]?.double)
            let offset = try #require(correction["offset"]?.double)
            let before = temperature
            temperature = gain * temperature + offset
            #expect(correction["delta"]?.double == temperature - before)
        }
        #expect(temperature == decoded["temperature"]?.double)
    }

    @Test func aRefusalKeepsWhatWasSeen() throws {
        let detail = try last { $0.see(31.4, ambient: 4.25, frames: 11) }.detail()
        #expect(detail["refusal"]?.text == "temperature.too-low")
        #expect(detail["object"]?.double == 31.4)
        #expect(detail["ambient"]?.double == 4.25)
        #expect(detail["samples"]?.array?.count == 11)
        #expect(detail["temperature"] == nil)
        #expect(detail["scheme"] == nil)
    }

    @Test func aCodeThatNoSchemeKnows() throws {
        let detail = try last { $0.scan(Fixture.bad(.unsupported, scheme: nil)) }.detail()
        #expect(detail["scheme"] == .null)
        #expect(detail["outcome"]?.text == "unsupported")
        #expect(detail["stage"]?.text == "signature")
        #expect(detail["object"] == nil)
    }

    @Test func whatIdentifiesAPersonIsNeverInTheDetail() throws {
        let record = try last { $0.scan(Fixture.pass("visitor", id: "4711-secret")) }
        let text = record.detail().json()
        for secret in ["4711-secret", "张*", "1234"] { #expect(!text.contains(secret)) }
        let personal = record.personal()
        #expect(keys(personal) == ["id", "name", "phone-tail", "scheme"])
        #expect(personal?["id"]?.text == "4711-secret")
        #expect(personal?["name"]?.text == "张*")
    }

    @Test func whoShowsNothingHasNothingToSeal() throws {
        #expect(try last { $0.see(36.5) }.personal() == nil)
        #expect(try last { $0.scan(Fixture.bad(.invalid)) }.personal() == nil)
    }

    @Test func aRetestRecordsTheLaterReading() throws {
        let record = try last {
            $0.see(37.5)
            $0.nobody()
            $0.see(36.9)
        }
        #expect(record.detail()["temperature"]?.double == 36.9)
        #expect(record.detail()["evidence"] == ["reading", "reading"])
    }

    @Test func passagesPrintSixteenDigits() {
        #expect(PassageID(rawValue: 0).description == "0000000000000000")
        #expect(PassageID(rawValue: .max).description == "ffffffffffffffff")
    }
}

struct GuardPhraseTests {
    @Test(arguments: Reason.allCases) func everyReasonHasWordsOfItsOwn(reason: Reason) {
        let phrase = GuardPhrase(reason)
        #expect(!phrase.chinese.isEmpty && phrase.chinese != reason.code)
        #expect(!phrase.english.isEmpty && phrase.english != reason.code)
        // A cell of a guard's display: 80 columns hold one phrase in both languages, a Chinese sign takes two.
        #expect(phrase.chinese.count * 2 + phrase.english.count <= 78)
        #expect(Reason.allCases.filter { GuardPhrase($0) == phrase } == [reason])
    }

    @Test func everyVerdictAndStateHasWords() {
        for verdict in Verdict.allCases where verdict != .none {
            #expect(!GuardPhrase(verdict).chinese.isEmpty && !GuardPhrase(verdict).english.isEmpty)
        }
        for state in LaneView.State.allCases {
            #expect(!GuardPhrase(state).chinese.isEmpty && !GuardPhrase(state).english.isEmpty)
        }
    }

    @Test func aViewSaysTheStateAndEveryReason() {
        var view = LaneView(lane: 1, laneName: "west-in")
        view.state = .held
        view.reasons = Reasons(.temperatureHigh, .laneClosed)
        #expect(view.phrases == [GuardPhrase(.held), GuardPhrase(.temperatureHigh), GuardPhrase(.laneClosed)])
    }

    @Test func everyReasonHasAStableCodeAndItsOwnBit() {
        #expect(Set(Reason.allCases.map(\.code)).count == Reason.allCases.count)
        #expect(Reason.allCases.allSatisfy { $0.rawValue < 63 && Reasons($0).codes == [$0.code] })
    }
}
