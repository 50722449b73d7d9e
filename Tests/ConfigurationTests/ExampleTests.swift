import Admission
import Codes
import Foundation
import Testing

@testable import Configuration

/// The example files of the repository say what the parser does.
@Suite struct ExampleTests {
    private static func example(_ name: String) throws -> ConfigurationSource {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("etc/\(name)"), encoding: .utf8)
        return ConfigurationSource(file: name, text: text)
    }

    private let context = ConfigurationContext(folder: "/etc/gatehouse")

    @Test func theGatesExampleIsAcceptedWithoutAWord() throws {
        let result = try GateConfiguration.parse([try Self.example("gatehouse.toml")], context: context)
        #expect(result.warnings.isEmpty)
        #expect(result.value.devices.map(\.name) == ["thermo-1", "scan-1", "relay-1", "thermo-2"])
        #expect(result.value.devices[1].match.vendor == 0x1A86)
    }

    /// What the example calls a default is one: without these lines the configuration is the same.
    @Test func theGatesExampleShowsTheDefaults() throws {
        let example = try Self.example("gatehouse.toml")
        let full = try GateConfiguration.parse([example], context: context).value
        let keys = [
            "threshold", "window", "ambient", "calibration_required", "samples", "duration_ms", "band",
            "direction = \"in\"",
            "hours = [\"00:00", "categories", "default", "fail", "window_s", "transport", "baud", "warm_up_s",
            "terminator", "idle_ms", "aim",
            "channel",
            "pulse_ms", "directory", "keep_days", "keep_free", "credential", "socket", "needs",
        ]
        var removed: Set<String> = []
        let lines = example.text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            guard let key = keys.first(where: { line.hasPrefix($0 + " ") || line.hasPrefix($0) && $0.contains("=") })
            else { return true }
            removed.insert(key)
            return false
        }
        #expect(removed == Set(keys))
        let text = lines.joined(separator: "\n").replacingOccurrences(of: "[rules.delivery]", with: "")
        let short = try GateConfiguration.parse([ConfigurationSource(file: "s", text: text)], context: context).value
        #expect(short.rules.isEmpty)
        #expect(short.lanes.map { lane in with(lane) { $0.needs = full.rules } } == full.lanes)
        #expect(with(short) { ($0.rules, $0.lanes) = (full.rules, full.lanes) } == full)
    }

    private func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
        var value = value
        change(&value)
        return value
    }

    @Test func theUplinksExampleIsAccepted() throws {
        let result = try UplinkConfiguration.parse([try Self.example("uplink.toml")], context: context)
        #expect(result.warnings.isEmpty)
        let upstream = try #require(result.value.upstreams.first)
        #expect(upstream.endpoint == Endpoint(host: "desk.example", port: 8443))
        #expect(upstream.certificate == "/etc/gatehouse/tls/client.pem")
        #expect(upstream.key == .credential("client.key"))
        #expect(
            result.value.timing
                == .init(
                    heartbeatSeconds: 60, retryMinimumMilliseconds: 1000, retryMaximumMilliseconds: 300_000,
                    requestMilliseconds: 10_000))
    }

    /// What the examples show of services as comments is right: with the marks taken off it is accepted.
    @Test func theCommentsAboutServicesAreRight() throws {
        func uncommented(_ name: String) throws -> ConfigurationSource {
            var example = try Self.example(name)
            var isInside = false
            let lines = example.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                if line == "# [[resolver]]" { isInside = true }
                if !line.hasPrefix("#") { isInside = false }
                return isInside ? String(line.dropFirst(min(2, line.count))) : String(line)
            }
            example.text = lines.joined(separator: "\n")
            return example
        }
        let gate = try GateConfiguration.parse([try uncommented("gatehouse.toml")], context: context)
        #expect(gate.warnings.isEmpty)
        #expect(gate.value.resolvers.map(\.name) == ["city"])
        #expect(gate.value.resolvers.first?.place == "嘉宝梦之星 west")
        let uplink = try UplinkConfiguration.parse([try uncommented("uplink.toml")], context: context)
        #expect(uplink.warnings.isEmpty)
        #expect(uplink.value.resolvers.map(\.provider.name) == ["city"])
        #expect(uplink.value.resolvers.first?.provider.steps.first?.signature != nil)
    }

    @Test func theDesksExampleIsAccepted() throws {
        let result = try DeskConfiguration.parse([try Self.example("desk.toml")], context: context)
        #expect(result.warnings.isEmpty)
        #expect(result.value.listen == Endpoint(host: "127.0.0.1", port: 8443))
        #expect(result.value.gatesDirectory == "/etc/gatehouse/gates")
        #expect(result.value.cosigner == .credential("cosigner.seed"))
    }
}
