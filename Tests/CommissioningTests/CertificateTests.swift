import Codes
import Foundation
import Testing

@testable import Commissioning

/// The certificates as OpenSSL sees them: a verifier that is not ours.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct CertificateTests {
    private let site: Site

    init() throws {
        site = try Site()
    }

    private func openssl(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.currentDirectoryURL = URL(fileURLWithPath: site.directory)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static let time = "\(Site.time.seconds)"

    @Test(arguments: [
        ("sslserver", "desk/server.pem", true), ("sslclient", "uplink/client.pem", true),
        ("sslclient", "desk/server.pem", false), ("sslserver", "uplink/client.pem", false),
    ])
    func aCertificateServesItsPurposeOnly(purpose: String, file: String, fits: Bool) throws {
        let result = try openssl(
            "verify", "-x509_strict", "-attime", Self.time, "-CAfile", "desk/ca.pem", "-purpose", purpose, file)
        #expect((result.status == 0) == fits, "\(result.output)")
    }

    @Test(arguments: [("-verify_hostname", "localhost"), ("-verify_ip", "127.0.0.1"), ("-verify_ip", "::1")])
    func theDeskIsReachedByItsLoopbackNames(option: String, name: String) throws {
        let result = try openssl(
            "verify", "-attime", Self.time, "-CAfile", "uplink/ca.pem", option, name, "desk/server.pem")
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func theCertificatesLastTenYears() throws {
        let tenYears = Site.time.seconds + 10 * 365 * 86_400
        for file in ["desk/server.pem", "uplink/client.pem"] {
            let late = try openssl("verify", "-attime", "\(tenYears)", "-CAfile", "desk/ca.pem", file)
            #expect(late.status == 0, "\(late.output)")
            let over = try openssl("verify", "-attime", "\(tenYears + 86_400 * 30)", "-CAfile", "desk/ca.pem", file)
            #expect(over.status != 0)
        }
    }

    @Test(arguments: [("desk/server.pem", "desk/server.key"), ("uplink/client.pem", "uplink/client.key")])
    func aKeyBelongsToItsCertificate(certificate: String, key: String) throws {
        let fromCertificate = try openssl("x509", "-in", certificate, "-noout", "-pubkey")
        let fromKey = try openssl("pkey", "-in", key, "-pubout")
        #expect(fromCertificate.output == fromKey.output)
        #expect(fromKey.output.hasPrefix("-----BEGIN PUBLIC KEY-----"))
        let subject = try openssl("x509", "-in", certificate, "-noout", "-subject").output
        #expect(subject.contains("DEVELOPMENT"))
    }
}
