/// SMART Health Cards: `shc:/`, two digits for each character, a JWS with ES256 around a deflated health record.
/// Documentation/codes-shc-nzcp.md says how each step ends.
public struct SHCScheme: Scheme {
    /// A scheme that needs nothing.
    public init() {}

    /// The scheme's name.
    public var name: String { "shc" }
    /// What cards begin with: the prefix of the QR code, or the JWS itself, as files and wallets hand it on.
    public var prefixes: [String] { SHCText.prefixes + [SHCText.barePrefix] }

    /// The longest JWS that fits into the largest QR code that the specification allows.
    static let longestJWS = 1195

    /// A card that was read and not verified.
    public struct Decoded: Sendable {
        /// Absent of a chunk, which alone says nothing.
        let card: Card?
        let advisories: [String]
    }

    /// What a whole card has.
    struct Card: Sendable {
        let jws: CompactJWS
        let keyID: String
        let claims: SHCClaims
    }

    /// Reads a card: text, JWS, header, compression, JSON and claims; nothing of the health record.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        guard let text = SHCText(code) else { throw CodeFailure(.encoding) }
        var advisories: [String] = []
        if let chunk = text.chunk {
            guard chunk.count == 1 else { return Decoded(card: nil, advisories: ["shc.chunk"]) }
            advisories.append("shc.single-chunk")
        }
        if text.isBare { advisories.append("shc.bare") }
        if text.characters.count > Self.longestJWS { advisories.append("shc.too-long") }
        // Without the prefix it may be any token, and one that is no card is not a bad card.
        let outcome: CodeOutcome = text.isBare ? .unsupported : .invalid
        let jws: CompactJWS
        do { jws = try CompactJWS(text.characters[...]) } catch {
            throw CodeFailure(error == .header ? .jws : .encoding, outcome: outcome)
        }
        guard jws.header["alg"]?.string == "ES256", jws.header["zip"]?.string == "DEF",
            let keyID = jws.header["kid"]?.string
        else { throw CodeFailure(.jws, outcome: outcome) }
        let payload: [UInt8]
        do { payload = try Inflate.run(jws.payload, container: .raw) } catch { throw CodeFailure(.compression) }
        guard let (json, isMinified) = try? JSONReader.read(payload) else { throw CodeFailure(.json) }
        if !isMinified { advisories.append("shc.not-minified") }
        guard let claims = SHCClaims(json) else { throw CodeFailure(.claims) }
        return Decoded(card: Card(jws: jws, keyID: keyID, claims: claims), advisories: advisories)
    }

    /// The signed content: an ES256 signature can be written in two ways, and the text in three.
    public func identity(of decoded: Decoded) -> [UInt8]? {
        decoded.card?.jws.signedBytes
    }

    /// Verifies key and signature, then time, type, revocation and the freshness of the trust, in this order; the first
    /// that fails is the outcome. Nothing of the card is told before its signature is good.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        guard let card = decoded.card else {
            return Verification(
                scheme: name, outcome: .unsupported, stage: .prefix, advisories: decoded.advisories)
        }
        var result = Verification(of: name, trust: trust, clock: clock, advisories: decoded.advisories)
        if let failure = Self.checkSignature(card, trust) {
            return result.failed(failure, trust: trust, at: time, clock: clock)
        }
        let record = SHCRecord(card.claims.subject)
        result.codeExpires = card.claims.expires
        result.subject = CodeSubject(id: card.claims.revocationID, name: record.name, birthDate: record.birthDate)
        result.advisories += record.advisories
        let times = TimeClaims(notBefore: card.claims.notBefore, expires: card.claims.expires)
        if let judgement = times.judgement(at: time, clock: clock) {
            return result.failed(CodeFailure(.time, outcome: judgement))
        }
        guard card.claims.types.contains(SHCClaims.cardType) else { return result.failed(CodeFailure(.content)) }
        if let failure = Self.checkRevocation(card, trust) { return result.failed(failure) }
        if trust.isStale(at: time) { return result.failed(CodeFailure(.key, outcome: .staleTrust)) }
        result.evidence = record.evidence
        return result
    }

    /// The key has to be the one that the issuer publishes under the card's key identifier.
    private static func checkSignature(_ card: Card, _ trust: TrustSnapshot) -> CodeFailure? {
        func isSigned(by key: VerifyingKey) -> Bool {
            key.isValid(signature: card.jws.signature, of: card.jws.signedBytes)
        }
        if let key = trust.cardIssuers[card.claims.issuer]?.keys[card.keyID]?.key {
            return isSigned(by: key) ? nil : CodeFailure(.signature)
        }
        // A card that a trusted issuer signed in another's name is a forgery, not an issuer to become known.
        let others = trust.cardIssuers.values.compactMap { $0.keys[card.keyID]?.key }
        return others.contains(where: isSigned) ? CodeFailure(.key) : CodeFailure(.key, outcome: .unknownKey)
    }

    private static func checkRevocation(_ card: Card, _ trust: TrustSnapshot) -> CodeFailure? {
        if trust.isRevoked(RevocationDigest(of: card.jws.signedBytes)) {
            return CodeFailure(.revocation, outcome: .revoked)
        }
        guard let id = card.claims.revocationID,
            let key = trust.cardIssuers[card.claims.issuer]?.keys[card.keyID]
        else { return nil }
        if let list = key.list, list.revokes(id, issuedAt: card.claims.notBefore) {
            return CodeFailure(.revocation, outcome: .revoked)
        }
        return key.isListStale ? CodeFailure(.revocation, outcome: .staleTrust) : nil
    }
}
