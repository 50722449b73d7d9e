import Codes

/// The details of the records that the journal writes of itself.
enum BootDetail {
    /// The event of a record at an opening.
    static let open = "open"
    /// The event of a record at an orderly end.
    static let close = "close"

    /// The detail of the record at an opening: what was found, and what the numbers of the lanes mean from here on.
    static func opening(_ options: JournalOptions, _ report: RecoveryReport, bootID: BootID) -> CBORValue {
        let lanes = options.lanes.sorted { $0.key < $1.key }.map {
            (CBORValue.unsigned(UInt64($0.key)), CBORValue.text($0.value))
        }
        return .map(
            CBORMap(
                [
                    ("event", .text(open)), ("program", .text(options.program)), ("boot", .bytes(bootID.bytes)),
                    ("lanes", .map(CBORMap(lanes))), ("policy", .bytes(options.policy.bytes)),
                ] + report.value))
    }

    /// The detail of the record at an orderly end.
    static let closing: CBORValue = ["event": .text(close)]

    /// The detail of the record after a write failed and the frame went to another segment.
    static func failedWrite(_ region: DroppedRegion, _ error: SystemError) -> CBORValue {
        [
            "event": "write-failed", "call": .text(error.call), "errno": CBORValue(Int64(error.code)),
            "dropped": .array([region.value]),
        ]
    }

    /// What the numbers of the lanes mean after a boot record; `nil` if the detail is not that of an opening.
    static func lanes(_ detail: CBORValue) -> [UInt16: String]? {
        guard detail["event"]?.text == open, let map = detail["lanes"]?.map else { return nil }
        var lanes: [UInt16: String] = [:]
        for pair in map.pairs {
            guard let number = pair.key.integer, let lane = UInt16(exactly: number), let name = pair.value.text else {
                continue
            }
            lanes[lane] = name
        }
        return lanes
    }
}
