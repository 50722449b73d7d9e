/// Why the journal cannot be opened, written or read, and what to do about it.
public enum JournalError: Error, Hashable, Sendable {
    /// A system call failed.
    case system(path: String, SystemError)
    /// Another process has the journal open; its id, if it could be read.
    case locked(path: String, holder: Int32?)
    /// A file is not what it should be.
    case malformed(path: String, MalformedError)
    /// A key does not belong to this journal.
    case wrongKey(String)
    /// Both slots of the epoch's key are unreadable.
    case epochKeyLost(path: String)
    /// Bytes that were durable are not what they were.
    case rot(JournalPlace, String)
    /// The journal is smaller than what an upstream has cosigned.
    case rolledBack(size: UInt64, cosigned: UInt64, upstream: String)
    /// At a cosigned size the journal has another root.
    case forked(size: UInt64, upstream: String)
    /// All segments of the ring are in use.
    case ringFull(segments: Int)
    /// A record is larger than a frame.
    case tooLarge(bytes: Int)
    /// The journal was closed, in order or after errors.
    case closed(String)
    /// There is no record with this index here.
    case noRecord(index: UInt64, held: Range<UInt64>)
}

/// A place in the journal, for people who look for it with `xxd`.
public struct JournalPlace: Hashable, Sendable, CustomStringConvertible {
    /// The number of the segment.
    public var segment: UInt64
    /// The offset in the segment's file, in bytes.
    public var offset: Int64
    /// The index of the record that should be there.
    public var index: UInt64

    /// A place.
    public init(segment: UInt64, offset: Int64, index: UInt64) {
        self.segment = segment
        self.offset = offset
        self.index = index
    }

    /// `segment S, offset O, record I`.
    public var description: String {
        "segment \(segment), offset \(offset), record \(index)"
    }
}

extension JournalError: CustomStringConvertible {
    /// What failed and what to do next.
    public var description: String {
        switch self {
        case .system(let path, let error): "\(path): \(error)"
        case .locked(let path, let holder):
            "\(path) is in use by \(holder.map { "process \($0)" } ?? "another process"); stop it first"
        case .malformed(let path, let error): "\(path): \(error)"
        case .wrongKey(let what): "\(what); check that key and journal are of the same gate"
        case .epochKeyLost(let path):
            "no epoch key can be read from \(path); the committee must enrol the gate again"
        case .rot(let place, let what):
            "the journal is damaged at \(place): \(what). Nothing was changed. Copy the directory, run "
                + "'gatehousectl journal verify' on the copy, and restore the segment from a copy"
        case .rolledBack(let size, let cosigned, let upstream):
            "the journal has \(size) records, but \(upstream) has cosigned \(cosigned): records were lost or an old copy "
                + "was put back. Nothing was changed. Restore the newer journal, or enrol the gate again"
        case .forked(let size, let upstream):
            "at size \(size) the journal has another root than \(upstream) has cosigned: it was altered or belongs to "
                + "another gate. Nothing was changed. Keep it as evidence and enrol the gate again"
        case .ringFull(let segments):
            "all \(segments) segments of the ring are in use; connect the upstream or enlarge the ring"
        case .tooLarge(let bytes): "a record of \(bytes) bytes does not fit into a frame of 64 KiB"
        case .closed(let why): "the journal is closed: \(why)"
        case .noRecord(let index, let held):
            "there is no record \(index); the journal holds \(held.lowerBound) to \(held.upperBound), the last excluded"
        }
    }
}
