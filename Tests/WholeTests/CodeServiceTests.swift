import CLinux
import Foundation
import Glibc
import TestSupport
import Testing

/// The real daemon and the real uplink, with a city's code service that is slow, lies and tells too much.
@Suite struct CodeServiceTests {
    /// What must be found nowhere: what was scanned, and what the service told unmasked.
    private static let secrets = [
        "SECRETGREEN", "SECRETRED", "SECRETSLOW", "SECRETUNMASKED", "欧阳", "13987654321", "310101199001017777",
    ]

    @Test func aCodeIsAskedAboutAndNothingOfItStays() throws {
        let scene = try CodeScene()
        try scene.greenIsAdmitted()
        try scene.redIsHeld()
        try scene.slowFollowsTheFailRule()
        try scene.unmaskedIsMasked()
        #expect(try scene.uplink.terminate() == .exit(0), "\(scene.uplink.errors)")
        #expect(try scene.daemon.terminate() == .exit(0), "\(scene.daemon.errors)")
        #expect(try scene.service.terminate() == .exit(0), "\(scene.service.errors)")
        let everything = try scene.everythingOnDisk()
        #expect(everything.count > 20)
        for (path, bytes) in everything {
            for secret in Self.secrets {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path) has \(secret)")
                // As base64, at each of the three places in a group of bytes.
                for shift in 0..<3 {
                    let padded = Data(repeating: 0x41, count: shift) + Data(secret.utf8)
                    let text = padded.base64EncodedString().dropFirst(4).dropLast(4)
                    #expect(bytes.range(of: Data(text.utf8)) == nil, "\(path) has \(secret) in base64")
                }
            }
        }
    }
}

/// A site whose gate asks a fake city about codes, with a lane for each act.
private final class CodeScene {
    let site: Site
    let service: Program
    let daemon: Program
    let uplink: Program
    private var lines: [String: FakeLine] = [:]

    init() throws {
        site = try Site()
        service = try site.start(
            "gatehouse-sim",
            [
                "resolver", "--listen", "127.0.0.1:0", "--certificate", site.file("desk/server.pem"), "--key",
                site.file("desk/server.key"), "--secret", "s3cret", "--control", site.file("run/city"),
            ])
        let output = service
        let port = try until("the city serves") {
            output.output.split(separator: "\n").first.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
        }
        try Self.configure(site, port: port)
        for number in 1...4 { lines["thermo-\(number)"] = try FakeLine(site, "thermo-\(number)") }
        for number in 1...3 { lines["scan-\(number)"] = try FakeLine(site, "scan-\(number)") }
        daemon = try site.startDaemon()
        uplink = try site.startUplink()
        let log = daemon
        try until("the uplink takes questions", holds: { log.errors.contains("answers questions about codes") })
        for name in lines.keys.sorted() where name.hasPrefix("scan") { try site.wait(for: name, toBe: "ready") }
    }

    private static func configure(_ site: Site, port: Int) throws {
        var gate = try site.text("gatehouse.toml")
        // However busy the machine is, an act has the time of its passage.
        gate = gate.replacing(
            "default = \"resident\"", with: "default = \"resident\"\nwindow_s = 300", maxReplacements: 1)
        for (number, lane) in [(2, "red-in"), (3, "slow-in"), (4, "other-in")] {
            let fail = lane == "slow-in" ? "{ code = \"refuse\" }" : "\"hold\""
            gate += "\n[[lane]]\nname = \"\(lane)\"\nwindow_s = 300\nfail = \(fail)\n"
            gate += device("thermo-\(number)", "thermometer", "gy-mcu90614", lane)
            if number < 4 { gate += device("scan-\(number)", "scanner", "serial-line", lane) }
        }
        gate += """

            [rules.delivery]
            needs = ["temperature", "health-code", "trip-code", "registration"]

            [[resolver]]
            name = "city"
            codes = [{ prefix = "https://codes.example.gov.cn/", alphabet = "url", length = [4, 200] }]

            """
        try gate.write(toFile: site.file("gatehouse.toml"), atomically: true, encoding: .utf8)
        try configureUplink(site, port: port)
    }

    private static func configureUplink(_ site: Site, port: Int) throws {
        let secret = site.file("uplink/city.secret")
        try "s3cret\n".write(toFile: secret, atomically: true, encoding: .utf8)
        chmod(secret, 0o600)
        let uplink =
            try site.text("uplink.toml") + """

                [[resolver]]
                name = "city"
                url = "https://localhost:\(port)"
                ca = "uplink/ca.pem"
                purpose = "进入小区"
                secrets = { app = "uplink/city.secret" }
                colours = { "00" = "green", "01" = "yellow", "10" = "red" }
                status = { path = "errcode", good = ["0"], bad = ["404"] }
                fields = { colour = "data.risk_assessment_grade", name = "data.name", phone = "data.phone", trip-colour = "data.trip.color", trip-places = "data.trip.cities", trip-updated = "data.trip.time" }

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
        try uplink.write(toFile: site.file("uplink.toml"), atomically: true, encoding: .utf8)
    }

    private static func device(_ name: String, _ role: String, _ driver: String, _ lane: String) -> String {
        """

        [[device]]
        name = "\(name)"
        role = "\(role)"
        driver = "\(driver)"
        lane = "\(lane)"
        match = { tty = "devices/\(name)" }

        """
    }

    // MARK: - The acts

    /// A courier with a pass, a green code, a clean trip card and a normal temperature.
    func greenIsAdmitted() throws {
        try tell("trip 上海市")
        try line("scan-1").scan(site.pass("courier")) { try records("west-in").contains { $0.category == "delivery" } }
        try line("scan-1").scan("https://codes.example.gov.cn/SECRETGREEN") { try asked("west-in", "verified") != nil }
        try line("thermo-1").measure("admitted", object: 3650) {
            try records("west-in").contains { $0.detail.final == true }
        }
        let record = try #require(try records("west-in").last { $0.detail.final == true })
        #expect(record.verdict == "admit")
        #expect(record.category == "delivery")
        #expect(record.detail.verifications?.map(\.scheme) == ["gh1", "resolver", "trip"])
        #expect(record.detail.verifications?.map(\.outcome) == ["verified", "verified", "verified"])
        #expect(record.sealed != nil)
    }

    /// The same with a red code: nobody is admitted, and the reason is the code's.
    func redIsHeld() throws {
        try tell("colour 10")
        try line("scan-2").scan(site.pass("courier")) { try records("red-in").contains { $0.category == "delivery" } }
        try line("thermo-2").measure("measured", object: 3650) {
            try records("red-in").contains { $0.detail.temperature != nil }
        }
        try line("scan-2").scan("https://codes.example.gov.cn/SECRETRED") { try asked("red-in", "verified") != nil }
        let record = try #require(try records("red-in").last)
        #expect(record.verdict == "hold")
        #expect(record.reasons.contains("health-code.not-green"))
        #expect(!record.reasons.contains("code.unreachable"))
    }

    /// The service takes a minute: the lane's written rule comes into force long before, another lane goes on meanwhile,
    /// and the record says that nothing became known.
    func slowFollowsTheFailRule() throws {
        try tell("ok")
        try tell("slow 60s")
        try line("thermo-3").measure("measured", object: 3650) {
            try records("slow-in").contains { $0.detail.temperature != nil }
        }
        // Residents need no code; who shows one all the same is judged by it.
        try line("scan-3").send(Array("https://codes.example.gov.cn/SECRETSLOW\r\n".utf8))
        try line("thermo-4").measure("the other lane goes on", object: 3640) {
            try records("other-in").contains { $0.verdict == "admit" }
        }
        let record = try until("the rule comes into force") { try asked("slow-in", "unreachable") }
        #expect(record.verdict == "refuse")
        #expect(record.reasons.contains("code.unreachable"))
        #expect(record.detail.advisories == ["resolver.provider.city", "resolver.timeout"])
        let timing = try #require(record.detail.timing)
        #expect(timing.decided - timing.opened < 30_000_000_000, "it did not wait for the service")
        #expect(timing.decided - timing.opened >= 2_000_000_000)
    }

    func unmaskedIsMasked() throws {
        try tell("ok")
        try tell("unmasked")
        let before = try records("west-in").count
        try line("scan-1").scan("https://codes.example.gov.cn/SECRETUNMASKED") {
            try records("west-in").dropFirst(before).contains { $0.detail.outcome == "verified" }
        }
        #expect(try records("west-in").last?.sealed != nil, "what is left of the name goes to the committee only")
    }

    // MARK: -

    /// The latest record of a lane in which a service's code came to `outcome`.
    private func asked(_ lane: String, _ outcome: String) throws -> ExportedRecord? {
        try records(lane).last { record in
            record.detail.scheme == "resolver" && record.detail.outcome == outcome
                || record.detail.verifications?.contains { $0.scheme == "resolver" && $0.outcome == outcome } == true
        }
    }

    private func records(_ lane: String) throws -> [ExportedRecord] {
        try site.export().filter { $0.lane == lane }
    }

    private func line(_ name: String) throws -> FakeLine { try #require(lines[name]) }

    /// Sends a command to the city.
    private func tell(_ command: String) throws {
        let descriptor = gh_unix_connect(site.file("run/city"))
        try #require(descriptor >= 0)
        let channel = ByteChannel(owning: descriptor)
        try channel.write(Array("\(command)\n".utf8))
        #expect(try channel.read(3) == Array("ok\n".utf8), "\(command)")
    }

    /// Every file of the site and every log: all but what the test itself wrote for the fake city.
    func everythingOnDisk() throws -> [(path: String, bytes: Data)] {
        let above = URL(fileURLWithPath: site.directory).deletingLastPathComponent()
        let files = FileManager.default.enumerator(at: above, includingPropertiesForKeys: [.isRegularFileKey])
        var all: [(path: String, bytes: Data)] = []
        while let file = files?.nextObject() as? URL {
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            all.append((file.path, try Data(contentsOf: file)))
        }
        return all
    }
}
