import Codes
import Configuration
import Control
import Foundation
import NIOCore
import NIOPosix
import Simulator
import Synchronization
import TestSupport
import Testing
import UpstreamTestSupport

@testable import Uplink

/// A fake code service, and the askers of an uplink that is configured for it.
final class CodeServiceRig {
    static let code = "https://codes.example.gov.cn/q?c=AB%2F1+2&d=嘉"
    static let secret = "gatehouse-simulator"
    private static let certificates = Result {
        let all = try TestCertificates()
        try all.makeAuthority("other")
        return all
    }

    let service: FakeCodeService
    let resolvers: [UplinkConfiguration.Resolver]
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let directory: TemporaryDirectory

    init(secret: String = CodeServiceRig.secret, authority: String = "ca", host: String = "localhost") throws {
        let files = try Self.certificates.get()
        service = try FakeCodeService(
            FakeCodeService.Options(
                host: "127.0.0.1", port: 0, certificateFile: files.file("server.pem"),
                keyFile: files.file("server.key"), secret: Self.secret))
        directory = try TemporaryDirectory()
        let path = directory.file("secret")
        try Data((secret + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        resolvers = try Self.configuration(
            port: service.port, secret: path, authority: files.file("\(authority).pem"), host: host
        ).resolvers
    }

    deinit {
        service.stop()
        group.shutdownGracefully { _ in }
    }

    static func configuration(
        port: Int, secret: String, authority: String, host: String = "localhost"
    ) throws -> UplinkConfiguration {
        let upstream = """
            [[upstream]]
            name = "committee"
            url = "https://desk.invalid"
            certificate = "client.pem"
            key = "client.key"
            ca = "ca.pem"

            """
        let text = upstream + tables(port: port, secret: secret, authority: authority, host: host)
        return try UplinkConfiguration.parse(
            [ConfigurationSource(file: "uplink.toml", text: text)], context: ConfigurationContext(folder: "/f")
        ).value
    }

    /// What both ways have in common.
    private static func common(port: Int, secret: String, authority: String, host: String) -> String {
        """
        url = "https://\(host):\(port)"
        ca = "\(authority)"
        purpose = "进入小区"
        secrets = { app = "\(secret)" }
        colours = { "00" = "green", "01" = "yellow", "10" = "red", init = "pending" }
        status = { path = "errcode", good = ["0"], bad = ["404"] }

        [resolver.fields]
        colour = "data.risk_assessment_grade"
        name = "data.name"
        phone = "data.phone"
        document = "data.certificate_id"
        code-expired = "data.qrcode_expired"
        code-until = "data.code_expire_time"
        evidence-expired = "data.report_expired"
        evidence-from = "data.report_date"
        trip-colour = "data.trip.color"
        trip-places = "data.trip.cities"
        trip-updated = "data.trip.time"

        """
    }

    /// Both ways of the service, as a site would configure them.
    static func tables(port: Int, secret: String, authority: String, host: String = "localhost") -> String {
        let common = common(port: port, secret: secret, authority: authority, host: host)
        return """
            [[resolver]]
            name = "province"
            \(common)
            [[resolver.step]]
            path = "/health/decode"
            body = "json"
            parameters = { appId = "gate", timestamp = "{time-ms}", code_content = "{code}" }
            sign = { algorithm = "sha256", unsent = { secretKey = "{secret:app}" }, encoding = "upper-hex", parameter = "sign" }

            [[resolver]]
            name = "city"
            \(common)
            [[resolver.step]]
            path = "/scan"
            parameters = { certQrCode = "{code}", pos = "{place}", use = "{purpose}" }
            headers = { X-Time = "{time}", X-Nonce = "{nonce}" }
            sign = { algorithm = "hmac-sha256", secret = "app", text = "{time}\\n{nonce}\\n{code}", encoding = "base64", header = "signature" }
            token = "biz.tokenSNO"

            [[resolver.step]]
            path = "/user"
            parameters = { token = "{token}" }

            """
    }

    func asker(_ name: String) throws -> LookupAsker {
        try LookupAsker(try #require(resolvers.first { $0.provider.name == name }), group: group)
    }

    /// Asks and waits.
    func ask(_ asker: LookupAsker) -> Result<ResolverAnswer, LookupTrouble> {
        let done = DispatchSemaphore(value: 0)
        let kept = Kept()
        asker.ask(Self.code, place: "嘉宝梦之星 west") { result in
            kept.put(result)
            done.signal()
        }
        done.wait()
        return kept.results.first ?? .failure(LookupTrouble(failure: .timeout, detail: "nothing came"))
    }

    func failure(_ asker: LookupAsker) -> ResolverFailure? {
        if case .failure(let trouble) = ask(asker) { trouble.failure } else { nil }
    }

    /// Results in the order in which they came.
    final class Kept: Sendable {
        private let all = Mutex<[Result<ResolverAnswer, LookupTrouble>]>([])
        func put(_ result: Result<ResolverAnswer, LookupTrouble>) { all.withLock { $0.append(result) } }
        var failures: [ResolverFailure?] {
            results.map { if case .failure(let trouble) = $0 { trouble.failure } else { nil } }
        }
        var results: [Result<ResolverAnswer, LookupTrouble>] { all.withLock { $0 } }
    }
}
