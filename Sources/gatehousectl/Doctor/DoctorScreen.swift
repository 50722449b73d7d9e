/// What `doctor` found, the worst first.
struct DoctorScreen {
    var findings: [Finding]
    /// Whether what is well is shown, too.
    var showsAll: Bool

    var text: String {
        var lines: [String] = []
        for verdict in [Finding.Verdict.failed, .warning, .skipped, .ok] where verdict != .ok || showsAll {
            for finding in findings where finding.verdict == verdict {
                lines += Columns.wrapped("\(Self.mark(verdict)) \(finding.check): \(finding.found)", indent: 5)
                    .enumerated().map { $0 == 0 ? String($1.dropFirst(5)) : $1 }
                if let remedy = finding.remedy { lines += Columns.wrapped("-> \(remedy)", indent: 5) }
            }
        }
        return (lines + [summary]).joined(separator: "\n")
    }

    private var summary: String {
        let count = { (verdict: Finding.Verdict) in findings.count { $0.verdict == verdict } }
        return
            "\(Words.count(findings.count, "check")): \(count(.failed)) failed, \(Words.count(count(.warning), "warning")), "
            + "\(count(.skipped)) not done, \(count(.ok)) well"
    }

    private static func mark(_ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .ok: "ok  "
        case .warning: "warn"
        case .failed: "FAIL"
        case .skipped: "skip"
        }
    }
}
