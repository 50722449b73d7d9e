import Codes
import Devices
import Foundation
import Testing

@testable import gatehousectl

/// Each check of `doctor`: facts in, finding out.
struct DoctorCheckTests {
    private let now = UnixTime(seconds: 1_750_000_000)

    @Test(
        arguments: [
            ("ready", .ok), ("present", .ok), ("warming", .warning), ("absent", .failed), ("lost", .failed),
            ("identifying", .failed), ("stale", .failed), ("opening", .failed),
        ] as [(String, Finding.Verdict)]) func aDeviceByItsState(state: String, verdict: Finding.Verdict)
    {
        let findings = DeviceCheck(name: "thermo-1", state: state, problem: "why", node: "/dev/ttyUSB0").findings
        #expect(findings.map(\.verdict) == [verdict])
        #expect(findings[0].check == "device thermo-1")
        #expect((findings[0].remedy == nil) == (verdict == .ok), "whatever is wrong has a remedy")
        if verdict == .failed { #expect(findings[0].found == "why") }
    }

    @Test func aDeviceThatOthersHoldOrThatMayNotBeOpened() {
        var check = DeviceCheck(name: "thermo-1", state: "ready", node: "/dev/ttyUSB0")
        check.access = ("gatehouse", 0o660)
        #expect(check.findings.count == 1)
        check.access = ("root", 0o660)
        #expect(check.findings.last?.found == "/dev/ttyUSB0 belongs to group root and the daemon may not open it")
        check.access = ("gatehouse", 0o600)
        #expect(check.findings.last?.verdict == .failed)
        check.access = ("root", 0o666)
        check.holders = PortHolder.find(path: "/dev/null")
        #expect(check.findings.count == (check.holders.isEmpty ? 1 : 2))
    }

    @Test func modemsAndBraille() {
        let quiet = IntruderCheck(processes: ["init"], unprotected: ["/dev/ttyUSB0"], wantedByBrltty: ["/dev/ttyUSB0"])
        #expect(quiet.findings.map(\.verdict) == [.ok, .ok])
        var loud = quiet
        loud.processes = ["ModemManager", "brltty"]
        #expect(loud.findings.map(\.verdict) == [.failed, .failed])
        #expect(loud.findings.allSatisfy { $0.found.contains("/dev/ttyUSB0") && $0.remedy != nil })
        loud.unprotected = []
        loud.wantedByBrltty = []
        #expect(loud.findings.map(\.verdict) == [.ok, .ok])
    }

    @Test func rulesAndGroups() {
        #expect(RulesCheck(installed: Set(RulesCheck.names)).finding.verdict == .ok)
        #expect(RulesCheck(installed: [RulesCheck.names[0]]).finding.found.contains(RulesCheck.names[1]))
        let root = GroupCheck(members: ["gatehouse": [], "gatehouse-codes": []], caller: ("root", true))
        #expect(root.findings.map(\.verdict) == [.ok, .ok])
        let stranger = GroupCheck(members: ["gatehouse": ["li"]], caller: ("wang", false))
        #expect(stranger.findings.map(\.verdict) == [.warning, .failed])
        #expect(stranger.findings[0].remedy?.contains("usermod -aG gatehouse wang") == true)
        #expect(GroupCheck(members: ["gatehouse": ["wang"]], caller: ("wang", false)).findings[0].verdict == .ok)
    }

    @Test func clockAndDisk() {
        #expect(ClockCheck(now: UnixTime(seconds: 60), synchronised: 1).finding.verdict == .failed)
        #expect(
            [1, 0, -1].map { ClockCheck(now: now, synchronised: $0).finding.verdict } == [.ok, .warning, .skipped])
        let mebi = 1 << 20
        for (free, verdict) in [(nil, .failed), (511, .failed), (600, .warning), (5000, .ok)]
            as [(Int?, Finding.Verdict)]
        {
            let check = DiskCheck(directory: "/j", free: free.map { $0 * mebi }, keepFree: 512 * mebi)
            #expect(check.finding.verdict == verdict, "\(free ?? -1)")
        }
    }

    @Test func trustAndIdentity() {
        var check = TrustCheck(directory: "/t", freshUntil: now, mayReadIdentity: true, now: now)
        #expect(check.findings.map(\.verdict) == [.ok, .ok])
        check.freshUntil = UnixTime(seconds: now.seconds - 1)
        #expect(check.findings[0].verdict == .failed)
        check.freshUntil = nil
        check.identityProblem = "no seed"
        #expect(check.findings.map(\.verdict) == [.warning, .failed])
        check.mayReadIdentity = false
        check.problem = "broken"
        #expect(check.findings.map(\.verdict) == [.failed, .skipped])
    }

    @Test func theUnit() {
        var check = UnitCheck(hasSystemd: true, isInstalled: true, isEnabled: true)
        #expect(check.findings.map(\.verdict) == [.ok, .ok])
        check.isEnabled = false
        #expect(check.findings[1].remedy == "`systemctl enable gatehoused`")
        check.isInstalled = false
        check.unreachable = "nobody listens"
        #expect(check.findings.map(\.verdict) == [.failed, .failed])
        check.hasSystemd = false
        #expect(check.findings.map(\.verdict) == [.failed, .skipped])
    }

    @Test func theScreenShowsTheWorstFirst() {
        let findings: [Finding] = [
            .ok("clock", "set"), .warning("disk", "nearly full", "make room"), .failed("trust", "gone", "fetch it"),
        ]
        #expect(
            DoctorScreen(findings: findings, showsAll: false).text.split(separator: "\n") == [
                "FAIL trust: gone", "     -> fetch it", "warn disk: nearly full", "     -> make room",
                "3 checks: 1 failed, 1 warning, 0 not done, 1 well",
            ])
        #expect(DoctorScreen(findings: findings, showsAll: true).text.contains("\nok clock: set"))
    }

    /// From outside, without a daemon and with a configuration that is not there.
    @Test func theVerb() throws {
        let result = try Tool.run("doctor", "--json", "--config", "/nowhere/gatehouse.toml")
        #expect(result.code == 1, "\(result.complaint)")
        let report = try Tool.object(result.output)
        #expect(report["ok"] as? Bool == false)
        let findings = try #require(report["findings"] as? [[String: Any]])
        let failed = findings.filter { $0["verdict"] as? String == "failed" }
        #expect(failed.contains { $0["check"] as? String == "configuration" })
        #expect(failed.contains { $0["check"] as? String == "daemon" })
        #expect(failed.allSatisfy { ($0["remedy"] as? String)?.isEmpty == false })
        #expect(try Tool.run("doctor", "--help").output.contains("Example: sudo gatehousectl doctor"))
    }
}
