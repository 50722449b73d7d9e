import Foundation
import TestSupport
import Testing

@testable import Configuration

/// The parser beside Python's (`tomllib`, in the standard library from 3.11 on), on thousands of damaged texts: both
/// accept the same ones, and read the same from them.
@Suite struct TOMLReferenceTests {
    private struct NoPython: Error {}

    static let hasPython = (try? python("import tomllib", input: Data())) != nil

    private static func python(_ script: String, input: Data) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let (input, output) = (input, Pipe())
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoPython() }
        return String(decoding: data, as: UTF8.self)
    }

    /// Prints for each text of a JSON list its canonical line, or `-`.
    private static let script = """
        import datetime, json, sys, tomllib
        def canonical(v):
            if isinstance(v, bool): return "b" + str(v).lower()
            if isinstance(v, int):
                if not -2**63 <= v < 2**63: raise ValueError
                return "i%d" % v
            if isinstance(v, float): return "f"
            if isinstance(v, str): return "s" + v.encode().hex()
            if isinstance(v, list): return "[" + ",".join(map(canonical, v)) + "]"
            if isinstance(v, dict):
                pairs = sorted((k.encode(), canonical(x)) for k, x in v.items())
                return "{" + ",".join(k.hex() + ":" + x for k, x in pairs) + "}"
            return "d"
        for text in json.load(sys.stdin):
            try: print(canonical(tomllib.loads(text)))
            except Exception: print("-")
        """

    private static let seeds = [
        TOMLParserTests.text.replacingOccurrences(of: "1979-05-27 07:32:00", with: "-0x1f"), smallGate,
        "[a]\nb.c=1\nb.d=2\n[a.b.e]\n[[x]]\n[x.y]\n[[x]]\n[x.y]\nz={a.b=1,c=[1,[2]]}\n",
        "a=\"\\u00e9\\t\"\nb='''x''y'''\nc=\"\"\"\\\n  q\"\"\"\nd=[1_0,0x1F,0o7,0b1,1e3,-1.5,inf,true]\n",
    ]

    @Test(.enabled(if: hasPython)) func bothReadTheSame() throws {
        var random = SplitMix(seed: 7)
        let alphabet = Array("\"\"''[]{}==##\n\n\\,..__-+ \t\r01abeEuxtrue".unicodeScalars) + ["\u{0}", "é", "\u{7F}"]
        var texts = Self.seeds
        for _ in 0..<6000 {
            var scalars = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &random)].unicodeScalars)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: scalars.remove(at: index)
                case 1: scalars[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 2: scalars.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: index)
                default:
                    let end = min(scalars.count, index + Int.random(in: 1...12, using: &random))
                    scalars.insert(
                        contentsOf: scalars[index..<end], at: Int.random(in: 0..<scalars.count, using: &random))
                }
            }
            texts.append(String(String.UnicodeScalarView(scalars)))
        }
        let answers = try Self.python(Self.script, input: try JSONEncoder().encode(texts)).split(separator: "\n")
        try #require(answers.count == texts.count)
        var accepted = 0
        for (text, answer) in zip(texts, answers) {
            let ours = (try? toml(text))?.canonical ?? "-"
            // Our parser does not look at the numbers of dates.
            if ours.contains(":d") { continue }
            #expect(ours == answer, "\(text.debugDescription)")
            if answer != "-" { accepted += 1 }
        }
        #expect((500...5000).contains(accepted))
    }
}
