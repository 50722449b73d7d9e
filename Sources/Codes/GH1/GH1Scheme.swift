/// The community's own passes: `GH1:`, Base45, zlib, COSE_Sign1, CWT. Documentation/gh1.md specifies every step.
public struct GH1Scheme: Scheme {
    /// What every pass begins with.
    public static let prefix = "GH1:"

    /// The scheme's name.
    public var name: String { "gh1" }
    /// What every pass begins with.
    public var prefixes: [String] { [Self.prefix] }

    /// A pass inflates to 300 bytes, the largest with all places named to 3,000.
    private static let inflateLimits = Inflate.Limits(output: 8192, zeroPadding: true)

    private let community: String?
    private let gate: String?

    /// The scheme as it is verified at a place; `nil` for a place that is not known, where scopes are not looked at.
    public init(community: String? = nil, gate: String? = nil) {
        self.community = community
        self.gate = gate
    }

    /// A pass that was read and not verified.
    public struct Decoded: Sendable {
        let message: COSESign1
        let claims: CWTClaims
        let keyID: [UInt8]
        let issuer: String
        let id: [UInt8]
        let issuedAt: UnixTime
        let expires: UnixTime
    }

    /// Reads a pass: everything up to the claims, nothing of the pass map.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        guard let compressed = Base45.decode(code.dropFirst(Self.prefix.utf8.count)) else {
            throw CodeFailure(.encoding)
        }
        let bytes: [UInt8]
        do { bytes = try Inflate.run(compressed, container: .zlib, limits: Self.inflateLimits) } catch {
            throw CodeFailure(.compression)
        }
        let message: COSESign1
        do { message = try COSESign1(decoding: bytes) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.cose)
        }
        guard message.algorithm == .edDSA || message.algorithm == .es256, let keyID = message.keyID,
            keyID.count == VerifyingKey.keyIDLength
        else {
            throw CodeFailure(.cose)
        }
        let claims: CWTClaims
        do { claims = try CWTClaims(decoding: message.payload) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.claims)
        }
        guard let issuer = claims.issuer, (1...GH1Pass.longestText).contains(issuer.utf8.count), let id = claims.id,
            let issuedAt = claims.issuedAt, let expires = claims.expires
        else { throw CodeFailure(.claims) }
        return Decoded(
            message: message, claims: claims, keyID: keyID, issuer: issuer, id: id, issuedAt: issuedAt,
            expires: expires)
    }

    /// The issuer and claim 7 together.
    public func identity(of decoded: Decoded) -> [UInt8]? {
        Array(decoded.issuer.utf8) + [0] + decoded.id
    }

    /// Verifies key and signature, then time, content, revocation and the freshness of the trust, in this order; the first
    /// that fails is the outcome. Nothing of the pass is told before its signature is good.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        var result = Verification(scheme: name, outcome: .verified)
        if trust.manifest == nil { result.advisories.append("trust.freshness-unknown") }
        if clock == .freeRunning { result.advisories.append("clock.free-running") }
        if let failure = checkSignature(decoded, trust) {
            // A new key may just not have arrived: say that the list is old, where it is.
            if failure.outcome == .unknownKey, clock != .unset, trust.isStale(at: time) {
                result.advisories.append("trust.stale")
            }
            return result.ending(failure)
        }
        result.codeExpires = decoded.expires
        let times = TimeClaims(
            notBefore: decoded.claims.notBefore, expires: decoded.expires, issuedAt: decoded.issuedAt)
        let judgement = times.judgement(at: time, clock: clock)
        let pass: GH1Pass
        do {
            pass = try GH1Claims.pass(
                in: decoded.claims, id: decoded.id, issuedAt: decoded.issuedAt, expires: decoded.expires)
        } catch {
            if let judgement { return result.ending(CodeFailure(.time, outcome: judgement)) }
            let isNewer = error == .kind || error == .version
            return result.ending(CodeFailure(.content, outcome: isNewer ? .unsupported : .invalid))
        }
        result.subject = CodeSubject(
            id: pass.holder ?? Hexadecimal.encode(pass.id), name: pass.maskedName, phoneTail: pass.phoneTail)
        if let judgement { return result.ending(CodeFailure(.time, outcome: judgement)) }
        if pass.isOneTime { result.advisories.append("pass.one-time") }
        return checkContent(of: pass, trust, at: time, clock, result)
    }

    /// All keys under the identifier are tried: it is short, and two keys may share it.
    private func checkSignature(_ decoded: Decoded, _ trust: TrustSnapshot) -> CodeFailure? {
        guard let keys = trust.passKeys[decoded.keyID] else { return CodeFailure(.key, outcome: .unknownKey) }
        let fitting = keys.filter { $0.algorithm == decoded.message.algorithm }
            .filter { $0.issuer == nil || $0.issuer == decoded.issuer }
        // The key is known, and is not one that signs such passes for such an issuer.
        guard !fitting.isEmpty else { return CodeFailure(.key) }
        return fitting.contains { decoded.message.isSigned(by: $0) } ? nil : CodeFailure(.signature)
    }

    private func checkContent(
        of pass: GH1Pass, _ trust: TrustSnapshot, at time: UnixTime, _ clock: ClockQuality, _ verified: Verification
    ) -> Verification {
        var result = verified
        if let community, !pass.communities.isEmpty, !pass.communities.contains(community) {
            result.advisories.append("pass.other-community")
            return result.ending(CodeFailure(.content))
        }
        if let gate, !pass.gates.isEmpty, !pass.gates.contains(gate) {
            result.advisories.append("pass.other-gate")
            return result.ending(CodeFailure(.content))
        }
        if let window = pass.window {
            let times = TimeClaims(notBefore: window.from, expires: window.until)
            if let judgement = times.judgement(at: time, clock: clock) {
                return result.ending(CodeFailure(.content, outcome: judgement))
            }
        }
        if trust.isRevoked(RevocationDigest(of: pass.id)) {
            return result.ending(CodeFailure(.revocation, outcome: .revoked))
        }
        if trust.isStale(at: time) { return result.ending(CodeFailure(.key, outcome: .staleTrust)) }
        result.evidence = [
            CodeEvidence(kind: pass.kind.rawValue, validFrom: pass.window?.from, validUntil: pass.window?.until)
        ]
        return result
    }
}
