import ArgumentParser
import CLinux
import Configuration
import Control
import Devices
import Glibc
import Wire

struct DoctorVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks for what keeps the gate from working, and says of each fault what to do.",
        discussion: """
            Looks at devices and who else holds them, udev rules, groups, configuration, keys, clock, disk and units, with
            or without the daemon. Run it as root to see all. Ends with 1 when a check failed.

            Example: sudo gatehousectl doctor
            """)

    @OptionGroup var daemon: DaemonOptions

    @Flag(name: .long, help: "Show what is well, too.")
    var all = false

    func run() throws {
        let findings = look()
        let failures = findings.count { $0.verdict == .failed }
        if daemon.json {
            try Output.json(DoctorReport(ok: failures == 0, findings: findings))
        } else {
            Output.line(DoctorScreen(findings: findings, showsAll: all).text)
        }
        if failures > 0 { throw ToolFailure(.checkFailed) }
    }

    private func look() -> [Finding] {
        let local = LocalDevices.look()
        var findings: [Finding] = []
        var gate: GateConfiguration?
        let path = daemon.configuration.config
        do throws(ConfigurationError) {
            let loaded = try ConfigurationLoader(path: path).loadGate()
            gate = loaded.value
            findings += ConfigurationCheck(path: path, errors: [], warnings: loaded.warnings).findings
        } catch {
            findings += ConfigurationCheck(path: path, errors: error.issues).findings
        }
        let (devices, unreachable) = ask(gate, local)
        findings += Machine.unit(unreachable: unreachable).findings
        for device in devices { findings += check(device).findings }
        findings += intruders(devices, local).findings + [Machine.rules.finding]
        let members = GroupCheck.needed.compactMap { group, _ in Machine.members(of: group).map { (group, $0) } }
        findings += GroupCheck(members: Dictionary(members) { $1 }, caller: Machine.caller).findings
        findings.append(ClockCheck(now: Machine.now, synchronised: gh_clock_synchronised()).finding)
        if let gate {
            findings += Machine.trust(gate).findings
            let directory = gate.journal.directory
            findings.append(
                DiskCheck(directory: directory, free: Machine.free(at: directory), keepFree: gate.journal.keepFree)
                    .finding)
        }
        return findings
    }

    /// The devices as the daemon tells of them; without it, as they are plugged in.
    private func ask(_ gate: GateConfiguration?, _ local: LocalDevices) -> (
        devices: [Control.DeviceStatus], problem: String?
    ) {
        let path = daemon.socket ?? gate?.controlSocket ?? DaemonOptions.standardSocket
        do throws(VarlinkClientError) {
            let client = try VarlinkClient(path: path)
            return (try client.call(GateInterface.Method.getStatus, as: StatusReply.self).status.devices, nil)
        } catch {
            return (local.status(gate?.devices ?? []), error.description)
        }
    }

    private func check(_ device: Control.DeviceStatus) -> DeviceCheck {
        let node = device.node
        let holders = node.map(PortHolder.find) ?? []
        return DeviceCheck(
            name: device.name, state: device.state, problem: device.problem, node: node,
            holders: holders.filter { $0.name != "gatehoused" }, access: node.flatMap(Machine.access))
    }

    private func intruders(_ devices: [Control.DeviceStatus], _ local: LocalDevices) -> IntruderCheck {
        let claimed = Set(devices.flatMap { [$0.node, $0.port].compactMap(\.self) })
        let nodes = local.nodes.filter { claimed.contains($0.devnode) }
        return IntruderCheck(
            processes: Machine.processes,
            unprotected: nodes.filter { $0.kind == .serial && !$0.isIgnoredByModemManager }.map(\.devnode),
            wantedByBrltty: nodes.filter(\.isWantedByBrltty).map(\.devnode))
    }
}

/// What `doctor --json` writes.
private struct DoctorReport: Encodable {
    /// Whether no check failed.
    var ok: Bool
    var findings: [Finding]
}
