import Foundation
import Testing

@testable import Control

/// Holds the types of the messages against the interface's text, in both directions.
@Suite struct InterfaceTests {
    let definition: InterfaceDefinition

    init() throws {
        definition = try InterfaceDefinition(GateInterface.definition)
    }

    @Test func declaresWhatIsServed() throws {
        #expect(definition.name == GateInterface.name)
        let service = ScriptedService()
        let served = GateControl(service: service).interface.methods
        #expect(Set(served.keys) == Set(definition.methods.keys))
        for (name, method) in served {
            #expect(method.parameters == Set(try #require(definition.methods[name]).input.map(\.name)))
        }
        #expect(
            Set(served.keys.map { GateInterface.name + "." + $0 }) == [
                GateInterface.Method.getStatus, GateInterface.Method.monitor, GateInterface.Method.reportCosignature,
                GateInterface.Method.lookups, GateInterface.Method.answerLookup,
                GateInterface.Method.reload, GateInterface.Method.capture, GateInterface.Method.captureCodes,
            ])
        let standard = try InterfaceDefinition(VarlinkService.definition)
        #expect(Set(standard.methods.keys) == ["GetInfo", "GetInterfaceDescription"])
        #expect(standard.errors.count == 6)
    }

    @Test func refusalHasItsParameters() throws {
        let refused = GateInterface.refused(problem: "p", remedy: "r")
        #expect(refused.name == GateInterface.name + ".Refused")
        #expect(Set(try #require(definition.errors["Refused"]).map(\.name)) == Set(refused.parameters.keys))
    }

    @Test func getStatus() throws {
        try check("GetStatus", input: NoParameters(), output: StatusReply(status: ScriptedService.example))
        try check("GetStatus", input: NoParameters(), output: StatusReply(status: ScriptedService.bareExample))
    }

    @Test func monitor() throws {
        let time = ScriptedService.time
        let events: [GateEvent] = [
            .sample(SampleSummary(device: "d", count: 1, object: 34.5, ambient: 20, body: 36.5), time: time),
            .sample(SampleSummary(device: "d", count: 1), time: time),
            .state(StateChange(subject: "lane", name: "l", state: "hold", before: "idle", notes: ["x"]), time: time),
            .state(StateChange(subject: "lane", name: "l", state: "hold"), time: time),
            .passage(ScriptedService.passage, time: time),
            .passage(
                PassageEvent(passage: "1", lane: "l", category: "none", verdict: nil, final: false, reasons: []),
                time: time),
            .scan(ScanNotice(device: "d", count: 3), time: time),
            .fact(FactNotice(device: "d", name: "emissivity", value: "0.97"), time: time),
        ]
        for event in events { try check("Monitor", input: NoParameters(), output: MonitorReply(event: event)) }
    }

    @Test func reportCosignature() throws {
        try check("ReportCosignature", input: CosignatureReport(note: "n"), output: CosignatureReply(size: 1))
    }

    @Test func lookups() throws {
        let lookup = Lookup(id: 1, provider: "city", code: "YQ==", place: "site west")
        try check("Lookups", input: NoParameters(), output: LookupsReply(lookup: lookup))
        var full = LookupResult(known: true)
        (full.colour, full.name, full.phoneTail) = ("green", "张*", "1234")
        (full.codeUntil, full.evidenceFrom, full.evidenceUntil) = (
            ScriptedService.time, ScriptedService.time, ScriptedService.time
        )
        full.trip = LookupTrip(
            colour: "green", places: [LookupPlace(name: "上海市", starred: true)], updated: ScriptedService.time)
        for answer in [
            LookupAnswer(id: 1, result: full), LookupAnswer(id: 2, failure: "resolver.timeout"),
            LookupAnswer(id: 3, result: LookupResult(known: false)),
        ] {
            try check("AnswerLookup", input: answer, output: LookupAnswerReply(taken: true))
        }
    }

    @Test func capture() throws {
        for method in ["Capture", "CaptureCodes"] {
            try check(method, input: CaptureRequest(device: "d"), output: CaptureReply(lines: ["# x"], lost: 2))
        }
    }

    /// A daemon that counts less than this version is understood.
    @Test func countersOfAnOlderDaemon() throws {
        let text = #"{"frames":1,"droppedBytes":2,"checksumFailures":3,"faults":4,"reopened":5}"#
        let counters = try JSONDecoder().decode(DeviceCounters.self, from: Data(text.utf8))
        #expect(
            counters == DeviceCounters(frames: 1, droppedBytes: 2, checksumFailures: 3, faults: 4, reopened: 5))
        var full = counters
        full.receivedBytes = 6
        full.silences = 7
        full.refusedPulses = 8
        #expect(try JSONDecoder().decode(DeviceCounters.self, from: JSONEncoder().encode(full)) == full)
    }

    @Test func reload() throws {
        try check("Reload", input: NoParameters(), output: NoParameters())
    }

    @Test func theCheckItselfSeesDifferences() throws {
        #expect(throws: InterfaceDefinition.Problem.self) {
            try check("Reload", input: NoParameters(), output: CosignatureReply(size: 1))
        }
        #expect(throws: InterfaceDefinition.Problem.self) {
            try check("ReportCosignature", input: NoParameters(), output: CosignatureReply(size: 1))
        }
        #expect(throws: InterfaceDefinition.Problem.self) {
            try conforms(["size": .string("x")], to: [("size", .int)])
        }
        #expect(throws: InterfaceDefinition.Problem.self) {
            try conforms(["size": .float(1.5)], to: [("size", .int)])
        }
    }

    /// The example's JSON is what the text declares, and JSON made from the text alone is read by the type, with all
    /// optional fields and with none.
    private func check<Input: Codable, Output: Codable>(_ method: String, input: Input, output: Output) throws {
        let declared = try #require(definition.methods[method])
        try conforms(object(input), to: declared.input)
        try conforms(object(output), to: declared.output)
        for full in [true, false] {
            try decode(Input.self, sample(declared.input, full: full))
            try decode(Output.self, sample(declared.output, full: full))
        }
    }

    private func object(_ value: some Encodable) throws -> [String: JSONValue] {
        try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(value))
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ object: [String: JSONValue]) throws {
        _ = try JSONDecoder().decode(type, from: JSONEncoder().encode(object))
    }

    private func conforms(_ object: [String: JSONValue], to fields: InterfaceDefinition.Fields) throws {
        for (name, kind) in fields {
            if let value = object[name] {
                try conforms(value, to: kind, at: name)
            } else if case .optional = kind {
                continue
            } else {
                throw InterfaceDefinition.Problem(description: "\(name) is missing")
            }
        }
        let unknown = Set(object.keys).subtracting(fields.map(\.name))
        guard unknown.isEmpty else { throw InterfaceDefinition.Problem(description: "\(unknown) not declared") }
    }

    private func conforms(_ value: JSONValue, to kind: InterfaceDefinition.Kind, at name: String) throws {
        switch (kind, value) {
        case (.bool, .bool), (.int, .int), (.float, .int), (.float, .float), (.string, .string): return
        case (.optional(let inner), _): return try conforms(value, to: inner, at: name)
        case (.array(let inner), .array(let values)):
            for value in values { try conforms(value, to: inner, at: name) }
        case (.named(let type), .object(let object)):
            guard let fields = definition.types[type] else {
                throw InterfaceDefinition.Problem(description: "\(type) is not declared")
            }
            try conforms(object, to: fields)
        default: throw InterfaceDefinition.Problem(description: "\(name) is not \(kind): \(value)")
        }
    }

    private func sample(_ fields: InterfaceDefinition.Fields, full: Bool) -> [String: JSONValue] {
        var object: [String: JSONValue] = [:]
        for (name, kind) in fields {
            if case .optional = kind, !full { continue }
            object[name] = sample(kind, full: full)
        }
        return object
    }

    private func sample(_ kind: InterfaceDefinition.Kind, full: Bool) -> JSONValue {
        switch kind {
        case .optional(let inner): sample(inner, full: full)
        case .array(let inner): .array(full ? [sample(inner, full: full)] : [])
        case .named(let type): .object(sample(definition.types[type] ?? [], full: full))
        case .bool: .bool(true)
        case .int: .int(1)
        case .float: .float(1.5)
        case .string: .string("x")
        }
    }
}
