extension DCCContent {
    private static let detected = "260373001"
    private static let notDetected = "260415000"
    private static let day: Int64 = 86_400

    /// What the entry attests. How long a vaccination or a test counts is for the rules, not for the code: only a
    /// recovery says it itself.
    var evidence: CodeEvidence {
        switch kind {
        case .vaccination: vaccination
        case .test: test
        case .recovery: recovery
        }
    }

    private var vaccination: CodeEvidence {
        var attributes = shared
        attributes["vaccine"] = entry.text("vp")
        attributes["product"] = entry.text("mp")
        attributes["maker"] = entry.text("ma")
        if let dose = entry.count("dn"), let series = entry.count("sd") { attributes["doses"] = "\(dose)/\(series)" }
        return CodeEvidence(kind: "vaccination", validFrom: entry.time("dt"), attributes: attributes)
    }

    /// A test that found the disease is another kind of fact: whatever asks for a `test` must not take it for one.
    private var test: CodeEvidence {
        var attributes = shared
        attributes["type"] = entry.text("tt")
        attributes["device"] = entry.text("ma")
        let result = entry.text("tr")
        let kind: String
        switch result {
        case Self.notDetected:
            attributes["result"] = "not-detected"
            kind = "test"
        case Self.detected:
            attributes["result"] = "detected"
            kind = "positive-test"
        default:
            attributes["result"] = "unknown"
            kind = "undecided-test"
        }
        return CodeEvidence(kind: kind, validFrom: entry.time("sc"), attributes: attributes)
    }

    private var recovery: CodeEvidence {
        var attributes = shared
        attributes["first_positive"] = entry.text("fr")
        // The last day counts whole.
        let until = entry.time("du").map { $0.adding(seconds: Self.day) }
        return CodeEvidence(
            kind: "recovery", validFrom: entry.time("df"), validUntil: until, attributes: attributes)
    }

    private var shared: [String: String] {
        var attributes: [String: String] = [:]
        attributes["target"] = entry.text("tg")
        attributes["country"] = country
        return attributes
    }
}
