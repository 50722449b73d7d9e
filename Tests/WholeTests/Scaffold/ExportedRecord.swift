import Foundation

/// What the tests read of an object of `journal export`.
struct ExportedRecord: Decodable, Hashable, Sendable {
    struct Detail: Decodable, Hashable, Sendable {
        struct Timing: Decodable, Hashable, Sendable {
            var opened: UInt64
            var decided: UInt64
        }

        struct Code: Decodable, Hashable, Sendable {
            var scheme: String?
            var outcome: String
            var advisories: [String]
        }

        var passage: String?
        var final: Bool?
        var temperature: Double?
        var object: Double?
        var scheme: String?
        var outcome: String?
        var advisories: [String]?
        var verifications: [Code]?
        var timing: Timing?
    }

    struct Sealed: Decodable, Hashable, Sendable {
        var length: UInt32
        var sha256: String
    }

    var index: UInt64
    var kind: String
    var time: String
    var clock: String
    var lane: String?
    var category: String?
    var verdict: String?
    var reasons: [String]
    var detail: Detail
    var sealed: Sealed?

    /// The records of JSON lines.
    static func lines(_ text: String) throws -> [ExportedRecord] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(ExportedRecord.self, from: Data($0.utf8)) }
    }
}
