import Testing

@testable import Wire

@Suite("SYN6288 voice")
struct SYN6288Tests {
    static let query = "> FD 00 02 21 DE"
    static let pass = "体温正常，请通行"
    static let recheck = "请重新测温"

    static func sentence(_ text: String) throws -> String {
        "> " + hexText(try SpeechFrame.saying(text))
    }

    /// A chip that has answered, and is silent.
    static func ready() throws -> OutputScript<SYN6288> {
        let script = OutputScript(SYN6288())
        script.start()
        try script.receive("4F")
        #expect(script.take() == [query, "identified"])
        return script
    }

    @Test func sentencesAreThoseOfTheVectors() throws {
        #expect(try SpeechFrame.saying(Self.pass) == DeviceVectors.bytes("syn6288_pass"))
        #expect(try SpeechFrame.saying(Self.recheck) == DeviceVectors.bytes("syn6288_recheck"))
        #expect(SpeechFrame.statusQuery == (try DeviceVectors.bytes("syn6288_status_query")))
    }

    @Test func asksBeforeItSpeaks() throws {
        let script = try Self.ready()
        #expect(script.say(Self.pass))
        #expect(script.take() == [Self.query])
        try script.receive("41 4F")
        #expect(script.take() == [try Self.sentence(Self.pass)])
        try script.receive("41")
        #expect(script.take() == [])
        #expect(script.driver.deadline == nil)
        #expect(script.driver.sentences.said == 1)
    }

    /// Of three that wait only the newest is said, as soon as the chip is silent.
    @Test func whileItIsBusyTheNewestSentenceWaits() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4E")
        script.say("二")
        script.say("三")
        script.pass(milliseconds: 499)
        #expect(script.take() == [Self.query])
        try script.receive("4F")
        try script.receive("41")
        #expect(script.take() == [try Self.sentence("三")])
        #expect(script.driver.sentences.replaced == 2)
        #expect(script.driver.sentences.said == 1)
    }

    @Test func aChipThatDoesNotSayWhenItIsSilentIsAsked() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4E")
        script.pass(milliseconds: 500)
        try script.receive("4E")
        script.pass(milliseconds: 500)
        try script.receive("4F")
        #expect(script.take() == [Self.query, Self.query, Self.query, try Self.sentence("一")])
    }

    @Test func aSentenceThatWaitsTooLongIsNotSaid() throws {
        let script = try Self.ready()
        script.say("一")
        for _ in 0..<10 {
            try script.receive("4E")
            script.pass(milliseconds: 500)
        }
        #expect(script.take().last == "fault device")
        try script.receive("4F")
        #expect(script.take() == [])
        #expect(script.driver.sentences.lost == 1)
        #expect(script.driver.deadline == nil)
    }

    @Test func aSentenceDuringAnotherOneWaits() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4F")
        script.say("二")
        #expect(script.take() == [Self.query, try Self.sentence("一")])
        try script.receive("41")
        try script.receive("4F")
        #expect(script.take() == [try Self.sentence("二")])
    }

    @Test func aGarbledSentenceIsRepeated() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4F 45")
        let line = try Self.sentence("一")
        #expect(script.take() == [Self.query, line, "fault device", line])
        try script.receive("45 45")
        #expect(script.take() == ["fault device", line, "fault device", "fault device"])
        #expect(script.driver.sentences.lost == 1)
        #expect(script.driver.deadline == nil)
    }

    @Test func aLostReceiptDoesNotSayItTwice() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4F")
        script.pass(milliseconds: 300)
        #expect(script.take() == [Self.query, try Self.sentence("一"), "fault timeout", Self.query])
        try script.receive("4E")
        #expect(script.take() == [])
        #expect(script.driver.sentences.said == 1)
        #expect(script.driver.deadline == nil)
    }

    @Test func aLostSentenceIsSentAgain() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4F")
        script.pass(milliseconds: 300)
        try script.receive("4F 41")
        let line = try Self.sentence("一")
        #expect(script.take() == [Self.query, line, "fault timeout", Self.query, line])
        #expect(script.driver.sentences.said == 1)
    }

    /// Only the way to the chip is wired.
    @Test func aMuteChipIsToldBlindly() throws {
        let script = OutputScript(SYN6288())
        script.start()
        script.say("一")
        script.pass(milliseconds: 900)
        let ask = [Self.query, "fault timeout"]
        #expect(script.take() == ask + ask + ask + [try Self.sentence("一")])
        script.say("二")
        #expect(script.take() == [try Self.sentence("二")])
        #expect(script.driver.deadline == nil)
        try script.receive("4F")
        script.say("三")
        #expect(script.take() == ["identified", Self.query])
    }

    @Test func aChipThatLostItsPowerIsToldAgain() throws {
        let script = try Self.ready()
        script.say("一")
        try script.receive("4F 4A")
        try script.receive("4F 41")
        let line = try Self.sentence("一")
        #expect(script.take() == [Self.query, line, Self.query, line])
    }

    @Test func whatCannotBeSaidIsRefusedWhole() throws {
        let script = try Self.ready()
        #expect(!script.say("体温\u{20BB7}正常"))
        #expect(!script.say(String(repeating: "温", count: 101)))
        #expect(!script.say(String(repeating: "a", count: 201)))
        #expect(!script.say(""))
        #expect(script.take() == ["fault value", "fault oversize", "fault oversize", "fault value"])
        #expect(script.driver.sentences.refused == 4)
        #expect(script.say(String(repeating: "温", count: 100)))
        #expect(throws: SentenceError.tooLong(limit: 200)) {
            try script.driver.check(String(repeating: "温", count: 101))
        }
        #expect(throws: SentenceError.character(GBKError(scalar: "\u{20BB7}"))) { try script.driver.check("\u{20BB7}") }
    }

    @Test func passiveItAsksNothing() throws {
        let script = OutputScript(SYN6288())
        try script.receive("4A 41 4E 4F 45 00 01 41 45")
        #expect(script.take() == ["identified", "fault device", "fault noise", "fault device"])
        #expect(!script.say("一"))
        #expect(script.driver.deadline == nil)
        #expect(script.driver.counters.droppedBytes == 2)
    }

    @Test(arguments: 0..<20) func everySentenceIsAccountedFor(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let answers: [UInt8] = [0x41, 0x45, 0x4A, 0x4E, 0x4F, 0x00]
        let script = OutputScript(SYN6288())
        script.start()
        var said: UInt64 = 0
        for _ in 0..<500 {
            if Int.random(in: 0..<4, using: &random) == 0 {
                said += 1
                script.say("一")
            }
            let bytes = [answers.randomElement(using: &random) ?? 0]
            script.run { $0.receive(bytes.span, at: $1, $2) }
            script.pass(milliseconds: Int.random(in: 0...700, using: &random))
        }
        script.pass(milliseconds: 20_000)
        let sentences = script.driver.sentences
        #expect(sentences.said + sentences.replaced + sentences.lost + sentences.refused == said)
        #expect(script.driver.deadline == nil)
    }
}
