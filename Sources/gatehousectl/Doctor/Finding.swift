/// What one check of `doctor` found.
struct Finding: Encodable, Hashable {
    /// How it is.
    enum Verdict: String, Encodable {
        /// As it should be.
        case ok
        /// Nothing is wrong now, and something may become so.
        case warning
        /// The gate cannot do its work because of it.
        case failed
        /// It could not be looked at from here, or by this user.
        case skipped
    }

    /// What was looked at, such as `device thermo-1`.
    var check: String
    var verdict: Verdict
    /// What is, in words.
    var found: String
    /// What to do; absent where nothing is to be done.
    var remedy: String?

    static func ok(_ check: String, _ found: String) -> Finding {
        Finding(check: check, verdict: .ok, found: found)
    }

    static func warning(_ check: String, _ found: String, _ remedy: String) -> Finding {
        Finding(check: check, verdict: .warning, found: found, remedy: remedy)
    }

    static func failed(_ check: String, _ found: String, _ remedy: String) -> Finding {
        Finding(check: check, verdict: .failed, found: found, remedy: remedy)
    }

    static func skipped(_ check: String, _ found: String, _ remedy: String? = nil) -> Finding {
        Finding(check: check, verdict: .skipped, found: found, remedy: remedy)
    }
}
