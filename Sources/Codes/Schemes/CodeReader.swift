/// Looks at what a scanner sent, whatever it is, and always answers with one verification.
public struct CodeReader: Sendable {
    /// The longest code that is looked at, in bytes. Real ones stay below 1,200; no QR code holds more than 4,296.
    public static let longestCode = 4096

    private let schemes: [any Scheme]

    /// A reader of these schemes.
    public init(schemes: [any Scheme]) {
        self.schemes = schemes
    }

    /// Verifies one scan against a trust snapshot at a time.
    public func verify(
        _ bytes: [UInt8], trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        examine(bytes, trust: trust, at: time, clock: clock).verification
    }

    /// Verifies one scan, and gives the keyed digest by which the same code is known again. A verified code is digested by
    /// its signed identity, so that writing it down in another way does not make it another code.
    public func read(
        _ bytes: [UInt8], trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality, key: CodeDigestKey
    ) -> (verification: Verification, digest: CodeDigest) {
        let (verification, identity) = examine(bytes, trust: trust, at: time, clock: clock)
        let code = Self.strip(bytes[...])
        return (
            verification,
            CodeDigest(of: identity ?? Array(code), scheme: identity == nil ? nil : verification.scheme, key: key)
        )
    }

    /// The question that a scan asks a service; `nil` when it is no opaque code of a configured provider.
    public func question(in bytes: [UInt8]) -> ResolverScheme.Decoded? {
        let code = Self.strip(bytes[...])
        guard code.count <= Self.longestCode, let scheme = scheme(of: code) as? ResolverScheme else { return nil }
        return try? scheme.decode(code)
    }

    /// `bytes` without what a scanner puts around a code: CR, LF, NUL, TAB and space at both ends, and an AIM identifier
    /// (`]Q1`) in front.
    public static func strip(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = trim(bytes)
        let head = Array(rest.prefix(3))
        if head.count == 3, head[0] == UInt8(ascii: "]"), isLetter(head[1]), isLetter(head[2]) || isDigit(head[2]) {
            rest = trim(rest.dropFirst(3))
        }
        return rest
    }

    private func examine(
        _ bytes: [UInt8], trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> (verification: Verification, identity: [UInt8]?) {
        let code = Self.strip(bytes[...])
        guard let scheme = scheme(of: code) else {
            return (Verification(scheme: nil, outcome: .unsupported, stage: .prefix), nil)
        }
        guard code.count <= Self.longestCode else {
            let advisories = ["code.too-long"]
            return (Verification(scheme: scheme.name, outcome: .invalid, stage: .encoding, advisories: advisories), nil)
        }
        return Self.examine(code, by: scheme, trust: trust, at: time, clock: clock)
    }

    private static func examine<Kind: Scheme>(
        _ code: ArraySlice<UInt8>, by scheme: Kind, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> (verification: Verification, identity: [UInt8]?) {
        let decoded: Kind.Decoded
        do { decoded = try scheme.decode(code) } catch {
            return (Verification(scheme: scheme.name, outcome: error.outcome, stage: error.stage), nil)
        }
        let verification = scheme.verify(decoded, trust: trust, at: time, clock: clock)
        return (verification, verification.outcome == .verified ? scheme.identity(of: decoded) : nil)
    }

    private func scheme(of code: ArraySlice<UInt8>) -> (any Scheme)? {
        var best: (scheme: any Scheme, length: Int)?
        for scheme in schemes {
            guard let length = scheme.recognises(code), length > best?.length ?? -1 else { continue }
            best = (scheme, length)
        }
        return best?.scheme
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop(while: isFraming)
        while let last = rest.last, isFraming(last) { rest.removeLast() }
        return rest
    }

    private static func isFraming(_ byte: UInt8) -> Bool {
        byte == 0x0d || byte == 0x0a || byte == 0x00 || byte == 0x09 || byte == 0x20
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
