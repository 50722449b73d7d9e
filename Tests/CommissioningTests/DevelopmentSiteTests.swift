import Admission
import Codes
import Configuration
import Crypto
import Foundation
import Journal
import Testing

@testable import Commissioning

@Suite struct DevelopmentSiteTests {
    private let site: Site

    init() throws {
        site = try Site()
    }

    @Test func everythingOfTheLayoutIsThereAndPrivate() throws {
        let names = [
            "gatehouse.toml", "uplink.toml", "desk.toml", "README.txt", "journal/meta.json", "identity/identity.seed",
            "trust/manifest.json", "trust/gh1/committee.jwk", "committee/root.seed", "committee/root.vkey",
            "committee/pass-issuer.jwk", "committee/sealing-2026-11.key", "committee/sealing-2027-11.key",
            "committee/passes/resident.txt", "committee/passes/visitor.txt", "committee/passes/expired.txt",
            "uplink/client.pem", "uplink/client.key", "uplink/ca.pem", "uplink/state/cosig", "desk/server.pem",
            "desk/server.key", "desk/ca.pem", "desk/cosigner.seed", "desk/gates/west.note", "run", "devices",
        ]
        let manager = FileManager.default
        for name in names { #expect(manager.fileExists(atPath: site.directory + "/" + name), "\(name)") }
        let found = try #require(manager.enumerator(atPath: site.directory)).compactMap { $0 as? String }
        for name in found where !name.hasPrefix("journal") {
            let attributes = try manager.attributesOfItem(atPath: site.directory + "/" + name)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
            #expect(mode == (isDirectory ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test func theConfigurationsAreAcceptedWithoutAWord() throws {
        let gate = try ConfigurationLoader(path: site.directory + "/gatehouse.toml").loadGate()
        #expect(gate.warnings.isEmpty)
        #expect(gate.value.devices.map(\.name) == ["thermo-1", "scan-1", "relay-1"])
        #expect(
            gate.value.devices.map(\.match.tty)
                == ["thermo-1", "scan-1", "relay-1"].map { site.directory + "/devices/" + $0 })
        #expect(!gate.value.measurement.calibrationRequired)
        #expect(gate.value.journal.directory == site.directory + "/journal")
        let uplink = try ConfigurationLoader(path: site.directory + "/uplink.toml").loadUplink()
        #expect(uplink.warnings.isEmpty)
        #expect(uplink.value.controlSocket == gate.value.controlSocket)
        #expect(uplink.value.journalDirectory == gate.value.journal.directory)
        #expect(uplink.value.stateDirectory == site.directory + "/uplink/state")
        let desk = try ConfigurationLoader(path: site.directory + "/desk.toml").loadDesk()
        #expect(desk.warnings.isEmpty)
        #expect(desk.value.listen == Endpoint(host: "127.0.0.1", port: site.report.port))
        #expect(uplink.value.upstreams.map(\.endpoint) == [Endpoint(host: "localhost", port: site.report.port)])
    }

    @Test func theEnrolmentHoldsTogetherWhatTheFilesSay() throws {
        let desk = try ConfigurationLoader(path: site.directory + "/desk.toml").loadDesk().value
        let uplink = try ConfigurationLoader(path: site.directory + "/uplink.toml").loadUplink().value
        let gate = try ConfigurationLoader(path: site.directory + "/gatehouse.toml").loadGate().value
        let note = try SignedNote(try site.text("desk/gates/west.note"))
        let enrolment = try Enrolment(note, root: try NoteVerifier(vkey: desk.committeeKey))
        #expect(enrolment.origin == site.report.origin)
        #expect(enrolment.gate == gate.site.gate)
        #expect(enrolment.site == gate.site.name)
        let seed = try gate.identity.load()
        let identity = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        #expect(try NoteSigner(name: enrolment.origin, key: identity).verifier == enrolment.identity)
        let cosigner = try Curve25519.Signing.PrivateKey(rawRepresentation: try desk.cosigner.load())
        #expect(try [Cosigner(name: desk.name, key: cosigner).verifier] == enrolment.upstreams)
        #expect(uplink.upstreams.map(\.vkey) == enrolment.upstreams.map(\.vkey))
        #expect(enrolment.clients == [Hash256(of: Array(try der(of: "uplink/client.pem")))])
        for key in enrolment.sealing {
            let secret = try site.data("committee/sealing-\(key.month).key")
            let half = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secret)
            #expect(half.publicKey.rawRepresentation == key.key.rawRepresentation)
        }
        #expect(enrolment.sealing.count == 13)
        #expect(enrolment.sealingKey(month: "2026-11") == enrolment.sealing.first)
        #expect(try site.text("journal/meta.json").contains(enrolment.origin))
        #expect(try site.text("committee/root.vkey") == desk.committeeKey + "\n")
    }

    @Test func theDaemonsKeyOpensTheJournal() throws {
        let gate = try ConfigurationLoader(path: site.directory + "/gatehouse.toml").loadGate().value
        let identity = try Curve25519.Signing.PrivateKey(rawRepresentation: try gate.identity.load())
        let root = try NoteVerifier(vkey: site.report.committeeKey)
        let policy = try #require(Hash256(gate.policyHash))
        let writer = try JournalWriter.open(
            JournalOptions(
                directory: gate.journal.directory, identity: identity, root: root, lanes: [1: "west-in"],
                policy: policy,
                program: "test"))
        writer.close()
        let reader = try JournalReader(directory: gate.journal.directory)
        #expect(reader.enrolment.origin == site.report.origin)
    }

    private func der(of name: String) throws -> Data {
        let lines = try site.text(name).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        return try #require(Data(base64Encoded: lines.joined()))
    }

    @Test func thePassesAreWhatTheirNamesSay() throws {
        let trust = try TrustDirectory(path: site.directory + "/trust").load()
        #expect(trust.ignored.isEmpty)
        #expect(!trust.isStale(at: UnixTime(seconds: Site.time.seconds + 9 * 365 * 86_400)))
        let reader = CodeReader(schemes: [GH1Scheme()])
        func verify(_ name: String) throws -> Verification {
            let line = try site.text("committee/passes/\(name).txt").dropLast()
            return reader.verify(Array(line.utf8), trust: trust, at: Site.time, clock: .synchronised)
        }
        for kind in ["resident", "visitor", "courier", "returnee", "staff", "hospital-slip"] {
            let verification = try verify(kind)
            #expect(verification.outcome == .verified, "\(kind)")
            #expect(verification.evidence.map(\.kind) == [kind])
        }
        #expect(try verify("expired").outcome == .expired)
        #expect(site.report.passes.count == 8)
    }

    @Test func aDirectoryThatIsNotEmptyIsLeftAlone() throws {
        let before = try site.data("identity/identity.seed")
        #expect(throws: CommissioningError.notEmpty(path: site.directory)) {
            try DevelopmentSite.create(at: site.directory, options: .init(geometry: Site.geometry))
        }
        #expect(try site.data("identity/identity.seed") == before)
        #expect(CommissioningError.notEmpty(path: "/x").description.contains("rm -r /x"))
    }

    @Test func anEmptyDirectoryIsTakenAndMadePrivate() throws {
        let path = Site.newPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let report = try DevelopmentSite.create(at: path + "/./", options: .init(geometry: Site.geometry))
        #expect(report.directory == path)
        #expect(report.origin != site.report.origin)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    @Test func theReportSaysHowToStartAndWarns() throws {
        let report = site.report
        #expect(report.run.map(\.program) == ["gatehouse-sim", "gatehouse-desk", "gatehoused", "gatehouse-uplink"])
        #expect(report.run[2].text == "gatehoused --config \(site.directory)/gatehouse.toml")
        let decoded = try JSONDecoder().decode(DevelopmentSiteReport.self, from: try JSONEncoder().encode(report))
        #expect(decoded == report)
        for name in ["README.txt", "gatehouse.toml", "uplink.toml", "desk.toml"] {
            #expect(try site.text(name).contains("DEVELOPMENT"), "\(name)")
        }
        for line in report.run { #expect(try site.text("README.txt").contains(line.text)) }
        let spaced = DevelopmentSiteReport.RunLine(program: "p", arguments: ["a b", "it's"], purpose: "")
        #expect(spaced.text == "p 'a b' 'it'\\''s'")
    }
}
