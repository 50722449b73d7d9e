/// What a laboratory's observation says. Only a result that is known to be negative is a `test`: a rule that asks for a
/// test must not be met by one that found something, nor by a blood count.
enum SHCTestResult {
    /// Not detected, or negative.
    private static let negative: Set<String> = [
        "http://snomed.info/sct|260415000", "http://snomed.info/sct|260385009", "http://loinc.org|LA11883-8",
        "http://loinc.org|LA6577-6",
    ]
    /// Detected, or positive.
    private static let positive: Set<String> = [
        "http://snomed.info/sct|260373001", "http://snomed.info/sct|10828004", "http://loinc.org|LA11882-0",
        "http://loinc.org|LA6576-8",
    ]

    /// The kind of evidence: `test` when nothing was found, `positive-test` when something was, `observation` for every
    /// other value, also for two that contradict each other.
    static func kind(of observation: JSONValue) -> String {
        let codes = Set(SHCRecord.codes(observation["valueCodeableConcept"]))
        switch (codes.isDisjoint(with: negative), codes.isDisjoint(with: positive)) {
        case (false, true): return "test"
        case (true, false): return "positive-test"
        default: return "observation"
        }
    }
}
