public import Codes
import Crypto
import FoundationEssentials
import Glibc
public import Journal

/// Makes a whole site in one directory without questions: every key, certificate, enrolment and configuration that the
/// daemon, the uplink and the desk need to run on this machine.
///
/// Everybody's secrets lie side by side there, which no real site allows: the committee's root key beside the gate's. The
/// names of all keys, the certificates and the texts say DEVELOPMENT.
public enum DevelopmentSite {
    /// What can be chosen.
    public struct Options: Hashable, Sendable {
        /// The port of the desk on 127.0.0.1; `nil` takes 8443, or any free one when that is taken.
        public var port: Int?
        /// The time at which the site is made; `nil` takes the wall clock.
        public var time: UnixTime?
        /// How large the journal's ring is.
        public var geometry: JournalGeometry

        /// Options; by default a ring of 256 MiB, of which 12 MiB are allocated at once.
        public init(
            port: Int? = nil, time: UnixTime? = nil,
            geometry: JournalGeometry = JournalGeometry(segmentBlocks: 1024, segments: 64, preallocated: 3)
        ) {
            self.port = port
            self.time = time
            self.geometry = geometry
        }
    }

    /// Makes the site.
    ///
    /// - Parameter directory: made if it is not there; must be empty.
    /// - Throws: `CommissioningError`. What was made before stays: remove the directory and start again.
    public static func create(
        at directory: String, options: Options = Options()
    ) throws(CommissioningError) -> DevelopmentSiteReport {
        let port = try LoopbackPort.choose(options.port)
        let files = try SiteFiles(root: directory)
        let time = options.time ?? now()
        let keys = try DevelopmentKeys(at: time)
        for name in [
            "identity", "trust", "trust/gh1", "committee", "committee/passes", "uplink", "uplink/state",
            "uplink/state/cosig", "desk", "desk/gates", "run", "devices",
        ] {
            try files.makeDirectory(name)
        }
        let client = try makeCertificates(files, at: time)
        let enrolment = try keys.enrolment(clientCertificate: client)
        try writeKeys(keys, files)
        try files.write(enrolment.encoded, to: "desk/gates/west.note")
        try makeTrust(keys, files, at: time)
        let passes = try DevelopmentPasses.write(issuer: keys.passIssuer, files, at: time)
        do {
            try JournalCommissioning.create(
                directory: files.path("journal"), enrolment: enrolment, root: keys.root.verifier,
                epochKey: keys.epoch, geometry: options.geometry)
        } catch {
            throw .material(what: "the journal", why: "\(error)")
        }
        let texts = DevelopmentTexts(port: port, keys: keys)
        try files.write(texts.gate, to: "gatehouse.toml")
        try files.write(texts.uplink, to: "uplink.toml")
        try files.write(texts.desk, to: "desk.toml")
        let report = DevelopmentSiteReport(
            directory: files.root, origin: keys.origin, port: port, committeeKey: keys.root.verifier.vkey,
            passes: passes)
        // Last: a directory with a README is a whole site.
        try files.write(report.readme, to: "README.txt")
        return report
    }

    /// The certificates of the desk and of the gate's uplink. Returns the DER of the latter.
    private static func makeCertificates(_ files: SiteFiles, at time: UnixTime) throws(CommissioningError) -> [UInt8] {
        let authority = try CertificateAuthority(commonName: "gatehouse DEVELOPMENT authority", at: time)
        let server = try authority.issueServer(
            commonName: "gatehouse DEVELOPMENT desk", dnsNames: ["localhost"],
            addresses: [[127, 0, 0, 1], [UInt8](repeating: 0, count: 15) + [1]])
        let client = try authority.issueClient(commonName: "gatehouse DEVELOPMENT gate west")
        for folder in ["desk", "uplink"] { try files.write(authority.issued.certificate, to: folder + "/ca.pem") }
        try files.write(server.certificate, to: "desk/server.pem")
        try files.write(server.key, to: "desk/server.key")
        try files.write(client.certificate, to: "uplink/client.pem")
        try files.write(client.key, to: "uplink/client.key")
        return client.der
    }

    private static func writeKeys(_ keys: DevelopmentKeys, _ files: SiteFiles) throws(CommissioningError) {
        try files.write(Array(keys.identity.rawRepresentation), to: "identity/identity.seed")
        try files.write(Array(keys.rootKey.rawRepresentation), to: "committee/root.seed")
        try files.write(keys.root.verifier.vkey + "\n", to: "committee/root.vkey")
        try files.write(Array(keys.cosignerKey.rawRepresentation), to: "desk/cosigner.seed")
        for sealing in keys.sealing {
            try files.write(Array(sealing.key.rawRepresentation), to: "committee/sealing-\(sealing.month).key")
        }
        try files.write((keys.passIssuer.privateJSON ?? "") + "\n", to: "committee/pass-issuer.jwk")
    }

    private static func makeTrust(
        _ keys: DevelopmentKeys, _ files: SiteFiles, at time: UnixTime
    ) throws(CommissioningError) {
        try files.write(keys.passIssuer.publicJSON + "\n", to: "trust/gh1/committee.jwk")
        let fresh = UnixTime(seconds: time.seconds + Int64(CertificateAuthority.validity))
        try files.write(TrustManifest(fetched: time, freshUntil: fresh).json + "\n", to: "trust/manifest.json")
    }

    private static func now() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(seconds: Int64(time.tv_sec))
    }
}
