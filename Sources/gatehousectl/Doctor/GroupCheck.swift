/// The users and groups by which everything is shared.
struct GroupCheck {
    /// Every group that there must be, and what it is for.
    static let needed = [("gatehouse", "devices and the control socket"), ("gatehouse-codes", "captures with codes")]

    /// The members of the groups that exist.
    var members: [String: [String]]
    /// The name of who asks, and whether that is root.
    var caller: (name: String, isRoot: Bool)

    var findings: [Finding] {
        Self.needed.map { group, purpose in
            let check = "group \(group)"
            guard let members = members[group] else {
                return .failed(check, "it does not exist (\(purpose))", "`systemd-sysusers`, after `make install`")
            }
            let who = members.isEmpty ? "nobody is in it" : "in it: \(members.joined(separator: ", "))"
            if group == "gatehouse", !caller.isRoot, !members.contains(caller.name) {
                return .warning(
                    check, "\(caller.name) is not in it; \(who)",
                    "`usermod -aG gatehouse \(caller.name)`, and log in again")
            }
            return .ok(check, who)
        }
    }
}
