import Codes
import Wire

/// What a scan turned out to be.
enum ScanFinding {
    /// A code that the gate has judged by itself.
    case verified(Verification, CodeDigest)
    /// A code that a service has to be asked about.
    case question(LookupQuestion)
}

/// What the gate makes of a scan: a verification, a question, or the second sight of the same code.
///
/// The text of a code lives only here, for as long as it is looked at, and in a question until that has gone out; what is
/// kept is a keyed digest, and the key dies with the process.
struct ScanReader {
    private let reader: CodeReader
    private let key = CodeDigestKey()
    private var replays = ReplayCache()

    /// The advisory of a verified pass that is good for one use.
    private static let oneTime = "pass.one-time"

    /// How many scans were the same code held before the scanner.
    private(set) var repeats: UInt64 = 0

    /// A reader for the passes of `community` at `gate`, and for the codes that services are asked about.
    init(community: String, gate: String, resolvers: [ResolverFamily] = []) {
        reader = CodeReader.standard(community: community, gate: gate, resolvers: resolvers)
    }

    /// Verifies `scan` of the scanner with that number; `nil` when it is the scan that was answered a moment ago.
    mutating func read(
        _ scan: Scan, scanner: UInt16, trust: TrustSnapshot, clock: (time: UnixTime, quality: ClockQuality),
        at now: Instant
    ) -> ScanFinding? {
        if var decoded = reader.question(in: scan.bytes) { return question(&decoded, scanner: scanner, at: now) }
        var result = reader.read(scan.bytes, trust: trust, at: clock.time, clock: clock.quality, key: key)
        switch replays.note(result.digest, scanner: scanner, at: now.nanoseconds) {
        case .first: break
        case .again:
            repeats += 1
            return nil
        case .elsewhere:
            // Most passes are shown many times a day; one that is good once was shown at another lane a moment ago.
            if result.verification.advisories.contains(Self.oneTime) {
                result.verification.outcome = .duplicate
                result.verification.evidence = []
            }
        }
        return .verified(result.verification, result.digest)
    }

    private mutating func question(
        _ decoded: inout ResolverScheme.Decoded, scanner: UInt16, at now: Instant
    ) -> ScanFinding? {
        let digest = CodeDigest(of: decoded.code, key: key)
        let text = ScannedText(taking: &decoded.code)
        let sighting = replays.note(digest, scanner: scanner, at: now.nanoseconds)
        guard sighting != .again else {
            repeats += 1
            return nil
        }
        return .question(
            LookupQuestion(
                provider: decoded.provider, code: text, digest: digest, wasElsewhere: sighting != .first))
    }
}
