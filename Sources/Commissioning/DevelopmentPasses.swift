import Codes

/// A few passes of invented people, to hold before a scanner.
enum DevelopmentPasses {
    private static let day: Int64 = 86_400

    /// Issues the passes and writes each as one line of text. Returns their paths.
    static func write(
        issuer key: JWK, _ files: SiteFiles, at time: UnixTime
    ) throws(CommissioningError) -> [String] {
        var paths: [String] = []
        for (name, pass) in passes(at: time) {
            let path = "committee/passes/\(name).txt"
            let text: String
            do {
                guard let privateKey = key.privateKey else {
                    throw CommissioningError.material(what: "the pass \(name)", why: "the issuer's key is public only")
                }
                text = try GH1Issuer(name: DevelopmentKeys.issuerName, key: privateKey).issue(pass)
            } catch {
                throw .material(what: "the pass \(name)", why: "\(error)")
            }
            try files.write(text + "\n", to: path)
            paths.append(files.path(path))
        }
        return paths
    }

    private static func passes(at time: UnixTime) -> [(String, GH1Pass)] {
        func later(_ days: Int64) -> UnixTime { UnixTime(seconds: time.seconds + days * day) }
        func pass(
            _ kind: GH1Kind, name: String, phone: String, from: Int64 = 0, until: Int64, window: TimeSpan? = nil
        ) -> GH1Pass {
            var generator = SystemRandomNumberGenerator()
            return GH1Pass(
                id: GH1Pass.makeID(using: &generator), kind: kind, issuedAt: later(from), expires: later(until),
                maskedName: name, phoneTail: phone, window: window)
        }
        // A year: a demonstration site should not need new passes; a real courier's holds for a day.
        return [
            ("resident", pass(.resident, name: "张*", phone: "1234", until: 365)),
            ("resident-2", pass(.resident, name: "李**", phone: "5678", until: 365)),
            ("visitor", pass(.visitor, name: "王*", phone: "2468", until: 365)),
            ("courier", pass(.courier, name: "赵*", phone: "1357", until: 365)),
            ("returnee", pass(.returnee, name: "陈**", phone: "8642", until: 365)),
            ("staff", pass(.staff, name: "刘*", phone: "9753", until: 365)),
            (
                "hospital-slip",
                pass(
                    .hospitalSlip, name: "周*", phone: "1122", until: 365,
                    window: TimeSpan(from: time, until: later(365)))
            ),
            ("expired", pass(.resident, name: "吴*", phone: "3344", from: -30, until: -1)),
        ]
    }
}
