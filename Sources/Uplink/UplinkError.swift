/// What stops the uplink at its start; each says what to do next.
public enum UplinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A certificate, key, enrolment or state file cannot be used.
    case badFile(path: String, why: String)
    /// There is no key that the upstream's cosignatures could be checked with.
    case noUpstreamKey(upstream: String)
    /// The system refused something that the uplink needs.
    case system(what: String, errno: Int32)

    /// What is wrong, and what to do next.
    public var description: String {
        switch self {
        case .badFile(let path, let why):
            "\(path) cannot be used: \(why); check the path in the configuration and that the uplink's user may read it"
        case .noUpstreamKey(let upstream):
            "the key of upstream \"\(upstream)\" is not known: write vkey = \"…\" in its table, or enrol the gate again"
        case .system(let what, let errno):
            "\(what) failed with errno \(errno)"
        }
    }
}
