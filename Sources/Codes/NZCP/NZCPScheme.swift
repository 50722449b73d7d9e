/// NZ COVID Pass 1: `NZCP:/1/`, Base32, COSE_Sign1, CWT. Documentation/codes-shc-nzcp.md says how each step ends.
public struct NZCPScheme: Scheme {
    /// A scheme that needs nothing.
    public init() {}

    /// The scheme's name.
    public var name: String { "nzcp" }
    /// What passes of every version begin with.
    public var prefixes: [String] { [Self.prefix] }

    private static let prefix = "NZCP:/"
    private static let version = "1"
    /// Tag 18 in its shortest form: the specification wants the tagged variant.
    private static let tag: UInt8 = 0xd2
    private static let keyIDLabel: CBORValue = 4
    /// The claim's name, which is no number.
    private static let credentialClaim: CBORValue = "vc"
    private static let uuidLength = 16

    /// A pass that was read and not verified.
    public struct Decoded: Sendable {
        let message: COSESign1
        let claims: CWTClaims
        let keyID: String
        let issuer: String
        let id: [UInt8]
        let notBefore: UnixTime
        let expires: UnixTime
    }

    /// Reads a pass: everything up to the claims, nothing of the credential.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        let rest = code.dropFirst(Self.prefix.utf8.count)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { throw CodeFailure(.encoding) }
        let version = rest[..<slash]
        guard version.elementsEqual(Self.version.utf8) else {
            let isNumber = !version.isEmpty && version.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
            // A number with a zero before it would be a second way to write this version.
            let isOther = isNumber && version.first != UInt8(ascii: "0")
            throw isOther ? CodeFailure(.prefix, outcome: .unsupported) : CodeFailure(.encoding)
        }
        guard let bytes = Base32.decode(rest[(slash + 1)...]) else { throw CodeFailure(.encoding) }
        let message: COSESign1
        do { message = try COSESign1(decoding: bytes) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.cose)
        }
        guard bytes.first == Self.tag, message.algorithm == .es256, let keyID = Self.keyID(of: message) else {
            throw CodeFailure(.cose)
        }
        let claims: CWTClaims
        do { claims = try CWTClaims(decoding: message.payload) } catch {
            if case .cbor = error { throw CodeFailure(.cbor) }
            throw CodeFailure(.claims)
        }
        guard let issuer = claims.issuer, NZCPIssuer.isDID(issuer), let id = claims.id, id.count == Self.uuidLength,
            let notBefore = claims.notBefore, let expires = claims.expires
        else { throw CodeFailure(.claims) }
        return Decoded(
            message: message, claims: claims, keyID: keyID, issuer: issuer, id: id, notBefore: notBefore,
            expires: expires)
    }

    /// The key's identifier, which has to be protected. The specification wants text; its own examples have bytes.
    private static func keyID(of message: COSESign1) -> String? {
        switch message.protected[keyIDLabel] {
        case .text(let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// The issuer and claim 7 together.
    public func identity(of decoded: Decoded) -> [UInt8]? {
        Array(decoded.issuer.utf8) + [0] + decoded.id
    }

    /// Verifies issuer, key and signature, then time, content, revocation and the freshness of the trust, in this order;
    /// the first that fails is the outcome. Nothing of the pass is told before its signature is good.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        var result = Verification(of: name, trust: trust, clock: clock, advisories: [])
        if let failure = Self.checkSignature(decoded, trust) {
            return result.failed(failure, trust: trust, at: time, clock: clock)
        }
        result.codeExpires = decoded.expires
        let times = TimeClaims(notBefore: decoded.notBefore, expires: decoded.expires)
        let judgement = times.judgement(at: time, clock: clock)
        let credential: NZCPCredential
        do { credential = try NZCPCredential(decoded.claims.all[Self.credentialClaim]) } catch {
            return result.failed(judgement.map { CodeFailure(.time, outcome: $0) } ?? error)
        }
        result.subject = CodeSubject(
            id: Hexadecimal.encode(decoded.id), name: credential.name, birthDate: credential.birthDate)
        result.advisories += credential.advisories
        if let judgement { return result.failed(CodeFailure(.time, outcome: judgement)) }
        if trust.isRevoked(RevocationDigest(of: decoded.id)) {
            return result.failed(CodeFailure(.revocation, outcome: .revoked))
        }
        if trust.isStale(at: time) { return result.failed(CodeFailure(.key, outcome: .staleTrust)) }
        result.evidence = [
            CodeEvidence(kind: "vaccination", validFrom: decoded.notBefore, validUntil: decoded.expires)
        ]
        return result
    }

    /// The issuer has to be on the list before anything of its keys is looked at.
    private static func checkSignature(_ decoded: Decoded, _ trust: TrustSnapshot) -> CodeFailure? {
        guard let issuer = trust.covidPassIssuers[decoded.issuer] else {
            return CodeFailure(.key, outcome: .unknownKey)
        }
        guard let key = issuer.keys[decoded.keyID] else {
            // A key that the issuer has for something else will not become one that signs passes.
            let isOther = issuer.otherKeys.contains(decoded.keyID)
            return CodeFailure(.key, outcome: isOther ? .invalid : .unknownKey)
        }
        return decoded.message.isSigned(by: key) ? nil : CodeFailure(.signature)
    }
}
