import Foundation
public import Journal
import TestSupport

/// An authority, a server's certificate for the loopback, and clients' certificates, made by the `openssl` command.
public final class TestCertificates: Sendable {
    /// The directory that everything is in.
    public let path: String
    private let directory: Kept

    // The directory is only let go.
    private final class Kept: @unchecked Sendable {
        let directory: TemporaryDirectory
        init() throws { directory = try TemporaryDirectory() }
    }

    /// Makes the authority and the server's certificate (`ca.pem`, `server.pem`, `server.key`).
    public init() throws {
        directory = try Kept()
        path = directory.directory.path
        try makeAuthority("ca")
        try makeCertificate("server", authority: "ca", names: "IP:127.0.0.1,DNS:localhost")
    }

    /// The path of a file.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes `name.pem` and `name.key`, an authority of its own.
    public func makeAuthority(_ name: String) throws {
        try openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-out", file("\(name).pem")] + newKey(name))
    }

    /// Makes `name.pem` and `name.key`, signed by an authority, and returns SHA-256 of the certificate's DER.
    @discardableResult
    public func makeCertificate(
        _ name: String, authority: String = "ca", names: String = "DNS:client"
    ) throws -> Hash256 {
        try openssl(["req", "-subj", "/CN=\(name)", "-out", file("\(name).csr")] + newKey(name))
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: file("\(name).ext")))
        try openssl([
            "x509", "-req", "-in", file("\(name).csr"), "-CA", file("\(authority).pem"), "-CAkey",
            file("\(authority).key"), "-CAcreateserial", "-days", "2", "-extfile", file("\(name).ext"), "-out",
            file("\(name).pem"),
        ])
        try openssl(["x509", "-in", file("\(name).pem"), "-outform", "DER", "-out", file("\(name).der")])
        return Hash256(of: Array(try Data(contentsOf: URL(fileURLWithPath: file("\(name).der")))))
    }

    private func newKey(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file("\(name).key")]
    }

    private struct OpenSSLFailed: Error { var arguments: [String] }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OpenSSLFailed(arguments: arguments) }
    }
}
