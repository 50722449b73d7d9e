import Codes
import Crypto
import Foundation
import Journal
import TestSupport
import Testing
import Uplink
import UpstreamTestSupport

/// The real desk over real TLS, and requests that the real uplink would never make.
@Suite struct DeskOverTLSTests {
    /// A site's desk, with a client that has the gate's certificate and a gate that has its key.
    private struct Rig {
        let site: Site
        let desk: Program
        let client: HTTPSClient
        let gate: TestGate
        let key: Curve25519.Signing.PrivateKey

        init() throws {
            site = try Site()
            let desk = try site.startDesk()
            self.desk = desk
            try until("the desk serves", holds: { desk.output.contains("serves on") })
            client = try HTTPSClient(
                HTTPSClientOptions(
                    host: "localhost", port: site.port, certificateFile: site.file("uplink/client.pem"),
                    keyFile: site.file("uplink/client.key"), authorityFile: site.file("uplink/ca.pem")))
            let seed = try #require(FileManager.default.contents(atPath: site.file("identity/identity.seed")))
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            gate = try TestGate(origin: site.origin, key: key)
        }

        func append(_ gate: TestGate, commits range: Range<Int>) throws -> UpstreamReply {
            for blobs in gate.commits[range].map(\.blobs) where !blobs.isEmpty {
                let batch = BlobBatch(blobs: blobs)
                _ = try send("PUT", IngestPath.sealed, IngestPath.blobsType, batch.encoded)
            }
            let path = IngestPath.append(origin: site.origin)
            return try send("POST", path, IngestPath.appendType, gate.append(commits: range).encoded)
        }

        func send(_ method: String, _ path: String, _ type: String, _ body: [UInt8]) throws -> UpstreamReply {
            try client.send(
                UpstreamRequest(method: method, path: path, contentType: type, body: body),
                within: patience / .seconds(1))
        }

        func records() throws -> String {
            let (end, output, errors) = try site.run(
                "gatehouse-desk", ["records", "--json", "--config", site.file("desk.toml")])
            #expect(end == .exit(0), "\(errors)")
            return output
        }
    }

    @Test func appendsThatAreNotTheGatesAreRefusedAndNothingIsStored() throws {
        let rig = try Rig()
        defer { rig.client.close() }
        try rig.gate.commit(2)
        try rig.gate.commit(3)
        #expect(try rig.append(rig.gate, commits: 0..<2).status == 200)
        let before = try rig.records()
        #expect(before.split(separator: "\n").count == 5)

        let stranger = try TestGate(origin: rig.site.origin)
        let clone = try TestGate(origin: rig.site.origin, key: rig.key, salt: 9)
        for gate in [stranger, clone] {
            for count in [2, 3, 1] { try gate.commit(count) }
        }
        try rig.gate.commit(1)
        try rig.gate.commit(1)
        let refused: [(what: String, gate: TestGate, commits: Range<Int>, status: Int)] = [
            ("not signed by the gate", stranger, 2..<3, 403),
            ("what it has already", rig.gate, 0..<2, 409),
            ("beyond its end", rig.gate, 3..<4, 409),
            ("another past", clone, 0..<2, 422),
            ("another future of another past", clone, 2..<3, 422),
        ]
        for attempt in refused {
            let reply = try rig.append(attempt.gate, commits: attempt.commits)
            #expect(reply.status == attempt.status, "\(attempt.what): \(String(decoding: reply.body, as: UTF8.self))")
            #expect(try rig.records() == before, "\(attempt.what)")
        }
        #expect(try rig.append(rig.gate, commits: 2..<4).status == 200)
        #expect(try rig.records().split(separator: "\n").count == 7)
        #expect(try rig.desk.terminate() == .exit(0), "\(rig.desk.errors)")
        let (end, output, errors) = try rig.site.run(
            "gatehouse-desk", ["verify", "--config", rig.site.file("desk.toml")])
        #expect(end == .exit(0), "\(output)\(errors)")
    }

    /// Who has no certificate, or one of somebody else, does not come as far as a request.
    @Test func strangersAreNotHeard() throws {
        let rig = try Rig()
        defer { rig.client.close() }
        let others = try TestCertificates()
        try others.makeCertificate("stranger")
        let client = try HTTPSClient(
            HTTPSClientOptions(
                host: "localhost", port: rig.site.port, certificateFile: others.file("stranger.pem"),
                keyFile: others.file("stranger.key"), authorityFile: rig.site.file("uplink/ca.pem")))
        defer { client.close() }
        try rig.gate.commit(1)
        let request = UpstreamRequest(
            method: "POST", path: IngestPath.append(origin: rig.site.origin), contentType: IngestPath.appendType,
            body: rig.gate.append(commits: 0..<1).encoded)
        #expect(throws: UpstreamFailure.self) { try client.send(request, within: patience / .seconds(1)) }
        #expect(try rig.records().isEmpty)
        #expect(rig.desk.isRunning)
    }
}
