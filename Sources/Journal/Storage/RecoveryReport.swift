import Codes

/// What opening the journal found.
public struct RecoveryReport: Hashable, Sendable {
    /// How the journal had ended.
    public enum Finding: String, Hashable, Sendable {
        /// There was no record yet.
        case new
        /// It was closed in order.
        case clean
        /// It ended with a whole frame, but was not closed: the daemon or the machine stopped.
        case unclean
        /// It ended in bytes that are no whole frame: the machine stopped while it wrote.
        case tornTail = "torn-tail"
    }

    /// How the journal had ended.
    public var finding: Finding
    /// The number of records that are there.
    public var size: UInt64
    /// What was set aside in `quarantine/`.
    public var dropped: [DroppedRegion]
    /// The records of the last frame, of which nobody knows whether they were announced before the end: a barrier may or
    /// may not have opened for them. Empty when the journal was closed in order.
    public var unknown: Range<UInt64>
    /// The largest size that an upstream has cosigned, as far as is known here.
    public var cosigned: UInt64?
    /// What was found beside that and is of no consequence, in words.
    public var remarks: [String]

    /// The part of the boot record's detail that tells it.
    var value: [(CBORValue, CBORValue)] {
        var value: [(CBORValue, CBORValue)] = [
            ("finding", .text(finding.rawValue)), ("size", .unsigned(size)),
        ]
        if !dropped.isEmpty { value.append(("dropped", .array(dropped.map(\.value)))) }
        if !unknown.isEmpty {
            value.append(
                ("unknown", ["first": .unsigned(unknown.lowerBound), "last": .unsigned(unknown.upperBound - 1)]))
        }
        return value
    }
}
