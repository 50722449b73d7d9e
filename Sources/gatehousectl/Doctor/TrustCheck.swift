import Codes

/// The gate's own key, and the keys and lists by which codes are verified.
struct TrustCheck {
    var directory: String
    /// Why the trust directory cannot be used; `nil` when it can.
    var problem: String?
    /// Until when it is fresh; `nil` where it does not say.
    var freshUntil: UnixTime?
    /// Why the signing seed cannot be read; `nil` when it can.
    var identityProblem: String?
    /// Whether this user could read the seed at all: it is the daemon's alone.
    var mayReadIdentity: Bool
    var now: UnixTime

    var findings: [Finding] { [trust, identity] }

    private var trust: Finding {
        if let problem { return .failed("trust", problem, "correct the file, or let the uplink fetch it again") }
        guard let freshUntil else {
            return .warning(
                "trust", "\(directory) does not say until when it is fresh (manifest.json)",
                "let the uplink fetch it, or write a manifest")
        }
        if freshUntil < now {
            return .failed(
                "trust", "\(directory) is out of date since \(freshUntil.rfc3339)",
                "see why the uplink cannot fetch it: `systemctl status gatehouse-uplink`")
        }
        return .ok("trust", "\(directory) is readable, and fresh until \(freshUntil.rfc3339)")
    }

    private var identity: Finding {
        guard let identityProblem else { return .ok("identity key", "it is there") }
        if !mayReadIdentity {
            return .skipped("identity key", "only root and the daemon may read it", "run it as root")
        }
        return .failed("identity key", identityProblem, "put the seed where `[identity]` names it")
    }
}
