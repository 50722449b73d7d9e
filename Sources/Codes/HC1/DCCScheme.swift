/// The EU's Digital COVID Certificates and their national sisters: Base45, zlib, COSE_Sign1, CWT, as the hcert
/// specification 1.0.8 of the eHealth Network has it. Documentation/hc1.md tells what is accepted and what each outcome
/// means.
public struct DCCScheme: Scheme {
    /// Whose codes these are.
    public let list: DCCList

    /// The scheme's name: that of its list.
    public var name: String { list.rawValue }
    /// What every code of the list begins with.
    public var prefixes: [String] { [list.prefix] }

    /// The scheme for the codes of `list`.
    public init(_ list: DCCList) {
        self.list = list
    }

    /// A certificate that was read and not verified.
    public struct Decoded: Sendable {
        let message: COSESign1
        let algorithm: COSEAlgorithm
        let claims: CWTClaims
    }

    /// Reads a code: everything up to the claims, nothing of the certificate in them.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        guard let compressed = Base45.decode(code.dropFirst(list.prefix.utf8.count)) else {
            throw CodeFailure(.encoding)
        }
        let bytes: [UInt8]
        do { bytes = try Inflate.run(compressed, container: .zlib, limits: .init(zeroPadding: true)) } catch {
            throw CodeFailure(.compression)
        }
        let message: COSESign1
        do { message = try COSESign1(decoding: bytes) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.cose)
        }
        guard let algorithm = message.looseAlgorithmNumber.flatMap(COSEAlgorithm.init(rawValue:)) else {
            throw CodeFailure(.cose)
        }
        let claims: CWTClaims
        do { claims = try CWTClaims(decoding: message.payload, isLenient: true) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.claims)
        }
        return Decoded(message: message, algorithm: algorithm, claims: claims)
    }

    /// The issuer and the certificate's own identifier; without one the digest of what was signed.
    public func identity(of decoded: Decoded) -> [UInt8]? {
        guard let content = try? DCCContent(decoded.claims), let identifier = content.identifier else {
            return RevocationDigest.sha256(decoded.message.payload)
        }
        return Array((decoded.claims.issuer ?? content.country ?? "").utf8) + [0] + Array(identifier.utf8)
    }

    /// Verifies key and signature, then what the key is for, time, content, revocation and the freshness of the trust,
    /// in this order; the first that fails is the outcome. Nothing of the holder is told before the signature is good,
    /// and made by somebody who may sign such a certificate.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        var result = Verification(scheme: name, outcome: .verified)
        if trust.manifest == nil { result.advisories.append("trust.freshness-unknown") }
        if clock == .freeRunning { result.advisories.append("clock.free-running") }
        let signers: [SignerCertificate]
        do { signers = try self.signers(of: decoded, trust) } catch {
            if error.outcome == .unknownKey, clock != .unset, trust.isStale(at: time) {
                result.advisories.append("trust.stale")
            }
            return result.ending(error)
        }
        let judgement = times(of: decoded.claims, clock).judgement(at: time, clock: clock)
        result.codeExpires = decoded.claims.expires
        let content: DCCContent
        do { content = try DCCContent(decoded.claims) } catch {
            return result.ending(judgement.map { CodeFailure(.time, outcome: $0) } ?? error)
        }
        let entitled = signers.filter { $0.covers(content.kind) }
        guard let signer = entitled.first(where: { $0.judgement(at: time, clock: clock) == nil }) ?? entitled.first
        else {
            result.advisories.append("\(name).key-usage")
            return result.ending(CodeFailure(.key))
        }
        result.subject = content.subject
        result.advisories += findings(in: decoded, content, signer)
        if let judgement { return result.ending(CodeFailure(.time, outcome: judgement)) }
        if let judgement = signer.judgement(at: time, clock: clock) {
            result.advisories.append("\(name).key-validity")
            return result.ending(CodeFailure(.key, outcome: judgement))
        }
        if isRevoked(decoded, content, trust) { return result.ending(CodeFailure(.revocation, outcome: .revoked)) }
        if trust.isStale(at: time) { return result.ending(CodeFailure(.key, outcome: .staleTrust)) }
        result.evidence = [content.evidence]
        return result
    }

    /// The certificates whose key made the signature. All under the identifier are tried: it is short, and two may
    /// share it.
    private func signers(
        of decoded: Decoded, _ trust: TrustSnapshot
    ) throws(CodeFailure) -> [SignerCertificate] {
        let known = trust.signers[list]?.certificates(for: decoded.message.keyID ?? []) ?? []
        guard !known.isEmpty else { throw CodeFailure(.key, outcome: .unknownKey) }
        let fitting = known.filter { $0.key.accepts(decoded.algorithm) }
        guard !fitting.isEmpty else { throw CodeFailure(.key) }
        let signers = fitting.filter { decoded.message.isSigned(by: $0.key, as: decoded.algorithm) }
        guard !signers.isEmpty else { throw CodeFailure(.signature) }
        return signers
    }

    /// A certificate that was issued later than now is not yet valid by a clock that is known to be right; by another,
    /// one of two clocks is wrong.
    private func times(of claims: CWTClaims, _ clock: ClockQuality) -> TimeClaims {
        guard clock == .synchronised else {
            return TimeClaims(notBefore: claims.notBefore, expires: claims.expires, issuedAt: claims.issuedAt)
        }
        let starts = [claims.notBefore, claims.issuedAt].compactMap { $0 }
        return TimeClaims(notBefore: starts.max(), expires: claims.expires)
    }

    private func findings(in decoded: Decoded, _ content: DCCContent, _ signer: SignerCertificate) -> [String] {
        var words = DCCFindings(content).words
        func note(_ isFound: Bool, _ word: String) { if isFound { words.append(word) } }
        let claims = decoded.claims
        note(decoded.message.algorithmNumber == nil, "cose.algorithm-unprotected")
        note(claims.expires == nil, "claims.no-expiry")
        note(claims.issuedAt == nil, "claims.no-issue-time")
        // Certificates are renewed, so that a code may be older than the certificate that is trusted now.
        note(claims.issuedAt.map { $0 < signer.notBefore || $0 > signer.notAfter } ?? false, "key.issued-outside")
        note(claims.expires.map { $0 > signer.notAfter } ?? false, "key.expires-before-code")
        if let country = signer.country, let issuer = claims.issuer { note(country != issuer, "key.other-country") }
        return words.map { name + "." + $0 }
    }

    /// By the three digests of the EU's revocation service: of the identifier, of country and identifier, and of the
    /// signature, of which ECDSA's first half counts, since the other can be written in two ways.
    private func isRevoked(_ decoded: Decoded, _ content: DCCContent, _ trust: TrustSnapshot) -> Bool {
        guard !trust.revoked.isEmpty else { return false }
        var marks: [[UInt8]] = []
        if let identifier = content.identifier {
            let countries = Set([decoded.claims.issuer, content.country].compactMap { $0 })
            marks.append(Array(identifier.utf8))
            marks += countries.map { Array(($0 + identifier).utf8) }
        }
        let signature = decoded.message.signature
        marks.append(decoded.algorithm == .ps256 ? signature : Array(signature.prefix(signature.count / 2)))
        return marks.contains { trust.isRevoked(RevocationDigest(of: $0)) }
    }
}

extension SignerCertificate {
    /// Whether the signer may sign that kind: one who has none of the usages of health certificates may sign all.
    fileprivate func covers(_ kind: DCCContent.Kind) -> Bool {
        usages.isDisjoint(with: DCCContent.Kind.allUsages) || !usages.isDisjoint(with: kind.usages)
    }

    /// What the certificate's own times say; its last second still counts.
    fileprivate func judgement(at time: UnixTime, clock: ClockQuality) -> CodeOutcome? {
        TimeClaims(notBefore: notBefore, expires: notAfter.adding(seconds: 1)).judgement(at: time, clock: clock)
    }
}
