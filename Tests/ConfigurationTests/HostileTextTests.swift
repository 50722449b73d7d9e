import Testing

@testable import Configuration

/// Whatever stands in a file, it is accepted or refused with places, and nothing else happens.
@Suite struct HostileTextTests {
    @Test func anyPrefixIsReadOrRefusedWithAPlace() {
        let bytes = Array(smallGate.utf8)
        // Without its last newline the text is whole.
        for cut in bytes.indices.dropLast() {
            let found = issues(String(decoding: bytes[..<cut], as: UTF8.self))
            #expect(!found.isEmpty, "cut at \(cut)")
        }
    }

    @Test func anyChangedByteIsReadOrRefusedWithAPlace() {
        let bytes = Array(smallGate.utf8)
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 2
        var refused = 0
        for index in bytes.indices {
            for byte in Array("\"'[]{}=#\n\\,.\0\u{7F}-1é".utf8) {
                var changed = bytes
                changed[index] = byte
                let found = issues(String(decoding: changed, as: UTF8.self))
                if found.contains(where: { $0.severity == .error }) { refused += 1 }
                #expect(found.allSatisfy { (0...lines).contains($0.line) && !$0.problem.isEmpty && !$0.remedy.isEmpty })
            }
        }
        // Half of the bytes are names, in which another letter is as good.
        #expect(refused > bytes.count * 8)
    }

    @Test(arguments: ["[", "{a=", "a.", "[[", "\"", "'''", "\\", "a=[{b=", "\u{FEFF}", "🦠"])
    func depthAndLengthAreBounded(part: String) {
        for prefix in ["", "a = "] {
            let found = issues(prefix + String(repeating: part, count: 20_000))
            #expect(found.contains { $0.severity == .error })
        }
    }

    @Test func aFileOfManyTablesIsBounded() {
        let found = issues(smallGate + String(repeating: "[[device]]\n", count: 5000))
        #expect(found.contains { $0.key == "device" && $0.problem == "has 5001 tables" })
        #expect(found.count <= Findings.limit)
    }

    @Test(arguments: [9223372036854775807, -9223372036854775808])
    func theLargestNumbersAreRefused(number: Int) {
        for key in ["[measurement]\nsamples", "[journal]\nkeep_free", "[temperature]\nthreshold"] {
            #expect(issues(smallGate, "\(key) = \(number)").count == 1)
        }
        #expect(
            issues(smallGate, "[journal]\nkeep_days = 9223372036854775808").first?.problem.hasPrefix("not TOML") == true
        )
    }
}
