import Control

/// What of a gate's state somebody should look after, in words.
enum Attention {
    /// From this part of the ring on the journal warns (DESIGN: an alarm at 80 %).
    static let ringShare = 0.8
    /// Heartbeats reach the desk every minute; records that are older than this are waiting for a reason.
    static let uncosignedAge = 300.0

    /// The findings, the gravest first.
    static func findings(_ status: GateStatus) -> [String] {
        journal(status.journal) + status.devices.compactMap(device) + clock(status.clock) + upstream(status.journal)
    }

    private static func journal(_ journal: JournalStatus) -> [String] {
        var findings: [String] = []
        if let problem = journal.problem {
            findings.append("journal: \(problem)")
        } else if !journal.available {
            findings.append("journal: no record can be written; every lane follows its fail rule")
        }
        if Double(journal.ringUsed) >= Double(journal.ringCapacity) * ringShare, journal.ringCapacity > 0 {
            findings.append(
                "journal: \(journal.ringUsed * 100 / journal.ringCapacity) % of its ring waits for upstream; "
                    + "look at the uplink before the lanes have to hold")
        }
        return findings
    }

    /// What is wrong with a device, its name first; `nil` while nothing is.
    static func device(_ device: DeviceStatus) -> String? {
        if let problem = device.problem { return "\(device.name): \(problem)" }
        switch device.state {
        case "absent": return "\(device.name): is not plugged in; look at its cable and its match in the configuration"
        case "stale": return "\(device.name): is silent for \(Words.duration(device.since)); look at its cable"
        case "lost": return "\(device.name): was lost \(Words.duration(device.since)) ago; plug it in again"
        default: return nil
        }
    }

    private static func clock(_ clock: ClockStatus) -> [String] {
        switch clock.quality {
        case "unset": ["clock: was never set; codes cannot be judged by it; start a time service (`timedatectl`)"]
        case "free-running": ["clock: runs free; see that a time service reaches its server (`timedatectl`)"]
        default: []
        }
    }

    private static func upstream(_ journal: JournalStatus) -> [String] {
        guard let age = journal.oldestUncosignedAge, age > uncosignedAge else { return [] }
        return [
            "upstream: nothing confirmed for \(Words.duration(age)); look at `systemctl status gatehouse-uplink`"
        ]
    }
}
