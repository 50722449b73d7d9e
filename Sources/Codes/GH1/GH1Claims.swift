/// The pass as claims of a CWT: Documentation/gh1.md, "Claims".
enum GH1Claims {
    /// The private claim (below -65536 is private use, RFC 8392 §9.1) that holds the pass map.
    static let passClaim: Int64 = -70001
    static let version: UInt64 = 1

    /// The keys of the pass map.
    private enum Member {
        static let version: CBORValue = 0
        static let kind: CBORValue = 1
        static let name: CBORValue = 2
        static let phoneTail: CBORValue = 3
        static let communities: CBORValue = 4
        static let gates: CBORValue = 5
        static let window: CBORValue = 6
        static let oneTime: CBORValue = 7
        static let place: CBORValue = 8
    }

    /// The claims of `pass`, signed for by `issuer`.
    static func claims(of pass: GH1Pass, issuer: String) -> CBORValue {
        var map = CBORMap()
        func set(_ key: CWTClaims.Key, _ value: CBORValue?) { map[CBORValue(key.rawValue)] = value }
        set(.issuer, .text(issuer))
        set(.subject, pass.holder.map(CBORValue.text))
        set(.expires, CBORValue(pass.expires.seconds))
        set(.notBefore, pass.notBefore.map { CBORValue($0.seconds) })
        set(.issuedAt, CBORValue(pass.issuedAt.seconds))
        set(.id, .bytes(pass.id))
        map[CBORValue(passClaim)] = .map(members(of: pass))
        return .map(map)
    }

    private static func members(of pass: GH1Pass) -> CBORMap {
        var map = CBORMap([(Member.version, .unsigned(version)), (Member.kind, .text(pass.kind.rawValue))])
        map[Member.name] = pass.maskedName.map(CBORValue.text)
        map[Member.phoneTail] = pass.phoneTail.map(CBORValue.text)
        if !pass.communities.isEmpty { map[Member.communities] = .array(pass.communities.map(CBORValue.text)) }
        if !pass.gates.isEmpty { map[Member.gates] = .array(pass.gates.map(CBORValue.text)) }
        map[Member.window] = pass.window.map { [CBORValue($0.from.seconds), CBORValue($0.until.seconds)] }
        if pass.isOneTime { map[Member.oneTime] = true }
        map[Member.place] = pass.place.map(CBORValue.text)
        return map
    }

    /// The pass in the claims of a message whose signature is good. Members that are not known are left alone.
    static func pass(
        in claims: CWTClaims, id: [UInt8], issuedAt: UnixTime, expires: UnixTime
    ) throws(GH1Problem) -> GH1Pass {
        guard let map = claims.all[CBORValue(passClaim)]?.map, let version = map[Member.version] else {
            throw .structure
        }
        guard version == .unsigned(Self.version) else { throw .version }
        guard let word = map[Member.kind]?.text else { throw .structure }
        guard let kind = GH1Kind(rawValue: word) else { throw .kind }
        let pass = GH1Pass(
            id: id, kind: kind, issuedAt: issuedAt, notBefore: claims.notBefore, expires: expires,
            holder: claims.subject, maskedName: try text(map[Member.name]), phoneTail: try text(map[Member.phoneTail]),
            communities: try texts(map[Member.communities]), gates: try texts(map[Member.gates]),
            window: try span(map[Member.window]), isOneTime: try flag(map[Member.oneTime]),
            place: try text(map[Member.place]))
        if let problem = pass.problem { throw problem }
        return pass
    }

    private static func text(_ item: CBORValue?) throws(GH1Problem) -> String? {
        guard let item else { return nil }
        guard let text = item.text else { throw .structure }
        return text
    }

    private static func texts(_ item: CBORValue?) throws(GH1Problem) -> [String] {
        guard let item else { return [] }
        guard let items = item.array else { throw .structure }
        let texts = items.compactMap(\.text)
        // A list that is there and empty would be good nowhere; read as "everywhere" it would be good too far.
        guard texts.count == items.count, !texts.isEmpty else { throw .structure }
        return texts
    }

    private static func span(_ item: CBORValue?) throws(GH1Problem) -> TimeSpan? {
        guard let item else { return nil }
        guard let items = item.array, items.count == 2, let from = CWTClaims.date(items[0]),
            let until = CWTClaims.date(items[1])
        else { throw .structure }
        return TimeSpan(from: from, until: until)
    }

    private static func flag(_ item: CBORValue?) throws(GH1Problem) -> Bool {
        guard let item else { return false }
        guard let flag = item.bool else { throw .structure }
        return flag
    }
}
