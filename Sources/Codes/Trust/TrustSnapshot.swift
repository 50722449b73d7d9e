/// All that codes are verified against, read at once from the trust directory and never changed afterwards.
public struct TrustSnapshot: Sendable {
    /// The keys of the community's own passes, by COSE key identifier; several keys may share one.
    public private(set) var passKeys: [[UInt8]: [VerifyingKey]] = [:]
    /// Who signs the EU's certificates, by their lists.
    public internal(set) var signers: [DCCList: SignerList] = [:]
    /// The codes that are revoked.
    public internal(set) var revoked: Set<RevocationDigest> = []
    /// The lists of revoked codes that nobody signed, by path: the site's own, or ones whose signature was lost.
    public internal(set) var unsignedLists: [String] = []
    /// Until when the lists of revoked codes may be believed; `nil` when they do not say.
    public internal(set) var revokedFreshUntil: UnixTime?
    /// When it was fetched and until when it is fresh; `nil` when the directory does not say.
    public private(set) var manifest: TrustManifest?
    /// The official list of risk areas; `nil` when there is none.
    public private(set) var riskAreas: RiskAreas?
    /// Files that are not read, by path: for the doctor to tell.
    public internal(set) var ignored: [String] = []
    /// The issuers of SMART Health Cards, by address.
    public internal(set) var cardIssuers: [String: SHCIssuer] = [:]
    /// How many cards the issuers' lists revoke, in all.
    var listedCards = 0
    /// The issuers of NZ COVID Passes, by DID.
    public internal(set) var covidPassIssuers: [String: NZCPIssuer] = [:]

    /// More files than any community has keys, lists and certificates.
    public static let mostFiles = 4096
    /// The largest file: a revocation list of 250,000 lines.
    public static let largestFile = 16 << 20
    /// The most revoked digests in all files together: about 32 MB of memory.
    public static let mostRevoked = 500_000

    /// Trust in nothing.
    public init() {}

    /// Reads the files of a trust directory (`gh1/*.jwk`, certificates in `hc1` and `at1`, `revoked/*.txt`,
    /// `risk-areas.json`, `manifest.json`), whole or not at all. Other files are left alone and named in `ignored`. The
    /// order of the files does not matter.
    /// - Throws: `TrustError` for the first file that is wrong.
    public static func load(files: [TrustFile]) throws(TrustError) -> TrustSnapshot {
        var snapshot = TrustSnapshot()
        guard files.count <= mostFiles else {
            throw TrustError(
                path: "", problem: "has \(files.count) files", remedy: "keep at most \(mostFiles) in it")
        }
        for file in files.sorted(by: { $0.path < $1.path }) {
            guard file.bytes.count <= largestFile else {
                throw TrustError(
                    path: file.path, problem: "is larger than \(largestFile >> 20) MiB", remedy: "split it or remove it"
                )
            }
            try snapshot.add(file)
        }
        for file in files where file.path.hasPrefix("revoked/") { try snapshot.addRevoked(file, among: files) }
        return snapshot
    }

    /// Whether the content is too old at `time`: at and after the manifest's `fresh_until`, or that of a list of revoked
    /// codes.
    public func isStale(at time: UnixTime) -> Bool {
        [manifest?.freshUntil, revokedFreshUntil].contains { $0.map { time >= $0 } ?? false }
    }

    /// Whether a list names the digest, in full or cut to 128 bits.
    public func isRevoked(_ digest: RevocationDigest) -> Bool {
        revoked.contains(digest) || revoked.contains(digest.short)
    }

    private mutating func add(_ file: TrustFile) throws(TrustError) {
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        if file.path == "manifest.json" {
            guard let manifest = TrustManifest(json: file.bytes) else {
                throw TrustError(
                    path: file.path, problem: "has no \"fetched\" before \"fresh_until\"",
                    remedy: "fetch the trust directory again, or write both as RFC 3339 times")
            }
            self.manifest = manifest
        } else if file.path == RiskAreas.fileName {
            riskAreas = try RiskAreas(file: file)
        } else if parts.count == 2, parts[0] == "gh1", parts[1].hasSuffix(".jwk") {
            try addPassKey(file)
        } else if parts.count == 2, parts[0] == "revoked", parts[1].hasSuffix(".txt") || parts[1].hasSuffix(".sig") {
            // After the keys: see `load`.
        } else if let list = DCCList(path: parts) {
            try signers[list, default: SignerList()].add(file)
        } else if parts.count == 2, parts[0] == "shc", parts[1].hasSuffix(".json") {
            try addCardIssuer(file)
        } else if parts.count == 2, parts[0] == "nzcp", parts[1].hasSuffix(".json") {
            try addCovidPassIssuer(file)
        } else {
            ignored.append(file.path)
        }
    }

    private mutating func addPassKey(_ file: TrustFile) throws(TrustError) {
        let key: JWK
        do { key = try JWK(json: file.bytes) } catch {
            let words = error.description.split(separator: "; ", maxSplits: 1).map(String.init)
            throw TrustError(path: file.path, problem: words[0], remedy: words.last ?? "export the key again")
        }
        // A private key lying at every gate would let anybody who opens one box issue passes.
        guard key.privateKey == nil else {
            throw TrustError(
                path: file.path, problem: "holds a private key",
                remedy: "put only the public half here, and make a new key: this one is no secret any more")
        }
        add(passKey: key.publicKey)
    }

    /// Trusts one more key for passes.
    mutating func add(passKey key: VerifyingKey) {
        if passKeys[key.keyID]?.contains(key) != true { passKeys[key.keyID, default: []].append(key) }
    }
}
