import Control

/// The state of a gate as one screen of 80 columns.
struct StatusScreen {
    private let status: GateStatus

    init(_ status: GateStatus) {
        self.status = status
    }

    /// The screen, without a newline at the end.
    var text: String {
        [header, attention, lanes, devices, journal].map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var header: [String] {
        [
            Columns.ends(
                "\(status.site), gate \(status.gate)",
                "gatehoused \(status.version), up \(Words.duration(status.uptime))"),
            Columns.ends(LocalTime.text(status.clock.time), "clock \(status.clock.quality)"),
        ]
    }

    private var attention: [String] {
        let findings = Attention.findings(status)
        if findings.isEmpty { return ["All is well."] }
        return ["Needs attention:"]
            + findings.flatMap { finding in
                Columns.wrapped(finding, indent: 4).enumerated().map { $0 == 0 ? "  - " + $1.dropFirst(4) : $1 }
            }
    }

    private var lanes: [String] {
        var lines = [
            Columns.left("LANE", 16) + Columns.left("DIR", 6) + Columns.left("STATE", 30) + Columns.right("ADMIT", 7)
                + Columns.right("RETEST", 7) + Columns.right("HOLD", 7) + Columns.right("REFUSE", 7)
        ]
        for lane in status.lanes {
            let state = lane.open ? lane.state : "closed"
            let passage = lane.passage.map { ", passage \($0)" } ?? ""
            let counts = [lane.verdicts.admit, lane.verdicts.retest, lane.verdicts.hold, lane.verdicts.refuse]
            lines.append(
                Columns.left(lane.name, 16) + Columns.left(lane.direction, 6) + Columns.left(state + passage, 30)
                    + counts.map { Columns.right("\($0)", 7) }.joined())
            if !lane.reasons.isEmpty { lines += Columns.wrapped(lane.reasons.joined(separator: ", "), indent: 4) }
        }
        return lines
    }

    private var devices: [String] {
        var lines = [
            Columns.left("DEVICE", 16) + Columns.left("STATE", 20) + Columns.right("LAST", 12)
                + Columns.right("FRAMES", 12) + Columns.right("DROPPED", 10) + Columns.right("FAULTS", 10)
        ]
        for device in status.devices {
            let counters = device.counters
            let last = device.lastSampleAge.map { Words.duration($0) } ?? "-"
            lines.append(
                Columns.left(device.name, 16) + Columns.left("\(device.state) \(Words.duration(device.since))", 20)
                    + Columns.right(last, 12) + Columns.right("\(counters.frames)", 12)
                    + Columns.right("\(counters.droppedBytes)", 10)
                    + Columns.right("\(counters.checksumFailures + counters.faults)", 10))
            let place = [
                "\(device.role) \(device.driver)", device.port.map { "on \($0)" },
                device.lane.map { "at lane \($0)" },
            ]
            lines += Columns.wrapped(place.compactMap(\.self).joined(separator: " "), indent: 4)
        }
        return lines
    }

    private var journal: [String] {
        let journal = status.journal
        let share = journal.ringCapacity > 0 ? journal.ringUsed * 100 / journal.ringCapacity : 0
        var lines = [
            "JOURNAL   \(journal.origin)",
            "records   \(journal.size), \(journal.durable) of them durable and signed",
            "ring      \(Words.bytes(journal.ringUsed)) of \(Words.bytes(journal.ringCapacity)) in use, \(share) %",
        ]
        for cosigned in journal.cosigned {
            lines.append(
                "upstream  \(cosigned.upstream) has \(cosigned.size) records, said so "
                    + "\(Words.duration(cosigned.age)) ago")
        }
        if journal.cosigned.isEmpty { lines.append("upstream  nobody has confirmed anything yet") }
        if let age = journal.oldestUncosignedAge {
            lines.append("waiting   the oldest record that waits for it is \(Words.duration(age)) old")
        }
        return lines
    }
}
