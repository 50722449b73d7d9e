import ArgumentParser
import Journal

struct JournalVerifyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks the whole journal, and says the first thing that is wrong.",
        discussion: """
            Every header, frame, digest, tree and signature, the chain between them, and what upstreams have cosigned.
            Ends with 1 when anything is wrong.

            Example: gatehousectl journal verify --journal /mnt/copy/journal --root root.vkey
            """)

    @OptionGroup var arguments: JournalArguments

    func run() throws {
        let directory = try arguments.directory()
        let root = try arguments.rootKey()
        let report: VerificationReport
        do throws(JournalError) {
            report = try JournalVerifier.verify(directory: directory, root: root)
        } catch {
            throw ToolFailure(error)
        }
        if arguments.json { try Output.json(VerifyLine(report)) } else { tell(report) }
        if !report.isSound { throw ToolFailure(.checkFailed) }
    }

    private func tell(_ report: VerificationReport) {
        for remark in report.remarks { Output.line("remark: \(remark)") }
        let checked =
            "\(Words.count(Int(clamping: report.records), "record")) in \(Words.count(report.frames, "frame")) and "
            + Words.count(report.segments, "segment")
        guard let broken = report.broken else {
            Output.line("The journal is sound: \(checked).")
            if let head = report.head {
                Output.line("Head: \(head.origin), size \(head.size), root \(head.root.base64)")
            }
            return
        }
        Output.line("The journal is broken at \(broken)")
        Output.line("Before that, \(checked) are right. Nothing was changed; keep a copy of the directory.")
    }
}

/// What `journal verify --json` writes.
private struct VerifyLine: Encodable {
    struct Head: Encodable {
        var origin: String
        var size: UInt64
        var root: String
    }

    struct Broken: Encodable {
        var segment: UInt64
        var offset: Int64
        var record: UInt64
        var what: String
    }

    var sound: Bool
    var segments: Int
    var frames: Int
    var records: UInt64
    var head: Head?
    var broken: Broken?
    var remarks: [String]

    init(_ report: VerificationReport) {
        sound = report.isSound
        segments = report.segments
        frames = report.frames
        records = report.records
        head = report.head.map { Head(origin: $0.origin, size: $0.size, root: $0.root.base64) }
        broken = report.broken.map {
            Broken(segment: $0.place.segment, offset: $0.place.offset, record: $0.place.index, what: $0.what)
        }
        remarks = report.remarks
    }
}
