import Testing

@testable import Control

@Suite struct VarlinkMessageTests {
    struct Parameters: Codable, Equatable {
        var name: String
        var count: Int?
    }

    private func call(_ text: String) throws -> VarlinkCall {
        try VarlinkCall(message: Array(text.utf8))
    }

    @Test func readsACall() throws {
        let call = try call(#"{"method":"a.b.Do","parameters":{"name":"x","count":3},"more":true}"#)
        #expect(call.method == "a.b.Do")
        #expect(call.interface == "a.b")
        #expect(call.more)
        #expect(!call.oneway)
        #expect(call.parameterNames == ["name", "count"])
        #expect(try call.parameters(as: Parameters.self) == Parameters(name: "x", count: 3))
    }

    @Test func parametersMayBeLeftOut() throws {
        for text in [#"{"method":"a.Do"}"#, #"{"method":"a.Do","parameters":null}"#] {
            let call = try call(text)
            #expect(try call.parameters(as: NoParameters.self) == NoParameters())
            #expect(throws: VarlinkError.invalidParameter("name")) { try call.parameters(as: Parameters.self) }
        }
    }

    @Test(arguments: [
        (#"{"count":3}"#, "name"), (#"{"name":3}"#, "name"), (#"{"name":"x","count":"3"}"#, "count"),
        (#"{"name":null}"#, "name"),
    ])
    func namesTheWrongParameter(parameters: String, name: String) throws {
        let call = try call(#"{"method":"a.Do","parameters":"# + parameters + "}")
        #expect(throws: VarlinkError.invalidParameter(name)) { try call.parameters(as: Parameters.self) }
    }

    /// The decoder does not say where a number did not fit.
    @Test func aNumberThatDoesNotFitIsRefused() throws {
        for count in ["3.5", "1e30", "99999999999999999999"] {
            let call = try call(#"{"method":"a.Do","parameters":{"name":"x","count":"# + count + "}}")
            #expect(throws: VarlinkError.self) { try call.parameters(as: Parameters.self) }
        }
    }

    @Test(arguments: [
        "", " ", "{", "[]", "null", "1", "{}", #"{"method":1}"#, #"{"method":"a.b","parameters":[]}"#,
        #"{"method":"a.b","more":"yes"}"#, #"{"method":"a.b","upgrade":true}"#, "\u{FEFF}{}", #"{"method":"a.b"}x"#,
    ])
    func refusesWhatIsNoCall(text: String) {
        #expect(throws: VarlinkDisconnect.malformed) { try call(text) }
    }

    @Test func refusesWhatIsNotUTF8() {
        let bytes = Array(#"{"method":"a."#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: VarlinkDisconnect.malformed) { try VarlinkCall(message: bytes) }
    }

    @Test func depthIsLimited() throws {
        func nested(_ depth: Int) -> String {
            #"{"method":"a.b","parameters":{"x":"#
                + String(repeating: "[", count: depth - 2) + String(repeating: "]", count: depth - 2) + "}}"
        }
        _ = try call(nested(JSONDepth.limit))
        #expect(throws: VarlinkDisconnect.tooDeep) { try call(nested(JSONDepth.limit + 1)) }
        // Half a message of brackets must not overflow anybody's stack.
        #expect(throws: VarlinkDisconnect.tooDeep) { try call(String(repeating: "[", count: 500_000)) }
        // Brackets inside a string are text.
        let text = String(repeating: "[", count: 100) + #"\"{"#
        _ = try call(#"{"method":"a.b","parameters":{"x":""# + text + #""}}"#)
    }

    @Test func flippedBytesNeverCrash() {
        let good = Array(#"{"method":"a.b.Do","parameters":{"name":"x","count":3},"more":true}"#.utf8)
        for index in good.indices {
            for byte in UInt8.min...UInt8.max {
                var bad = good
                bad[index] = byte
                _ = try? VarlinkCall(message: bad).parameters(as: Parameters.self)
                _ = try? VarlinkReply(message: bad).parameters(as: Parameters.self)
            }
        }
    }

    @Test func callGoesThereAndBack() throws {
        var bytes = try VarlinkCall.message(method: "a.b.Do", parameters: Parameters(name: "x/\0"), more: true)
        #expect(bytes.removeLast() == 0)
        #expect(!bytes.contains(0))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"method":"a.b.Do","more":true,"parameters":{"name":"x/\u0000"}}"#)
        let call = try VarlinkCall(message: bytes)
        #expect(try call.parameters(as: Parameters.self) == Parameters(name: "x/\0"))
    }

    @Test func replyGoesThereAndBack() throws {
        let bytes = try VarlinkReply.message(parameters: Parameters(name: "张", count: 1), continues: true)
        let reply = try VarlinkReply(message: Array(bytes.dropLast()))
        #expect(reply.continues)
        #expect(reply.error == nil)
        #expect(try reply.parameters(as: Parameters.self) == Parameters(name: "张", count: 1))
        #expect(throws: VarlinkDisconnect.malformed) { try reply.parameters(as: CosignatureReply.self) }
    }

    @Test func errorGoesThereAndBack() throws {
        let error = VarlinkError.invalidParameter("note")
        let reply = try VarlinkReply(message: Array(try VarlinkReply.message(error: error).dropLast()))
        #expect(reply.error == error)
        // An error whose parameters are no strings is still that error.
        let other = try VarlinkReply(message: Array(#"{"error":"x.Y","parameters":{"a":1}}"#.utf8))
        #expect(other.error == VarlinkError(name: "x.Y"))
    }
}
