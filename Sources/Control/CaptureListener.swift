public import Wire

/// Somebody who captures what goes over a device's wire. Lives on the loop's thread.
///
/// He is never waited for: while more than `backlog` bytes wait for him, entries are left out and counted, and he is
/// told how many before the next one that he gets.
public final class CaptureListener {
    /// So many bytes may wait for the listener: 85 KiB of a wire in hex, four seconds of the fastest serial line of the
    /// catalogue. Below the limit at which a connection is ended.
    public static let backlog = 256 << 10

    /// Who listens.
    public let caller: CallerIdentity
    /// How many entries were left out altogether.
    public private(set) var lost: UInt64 = 0

    private let responder: VarlinkResponder
    /// Entries that were left out and not told of, and the time of the last.
    private var untold = 0
    private var latest = Instant(nanoseconds: 0)

    /// A listener who is answered by `responder`.
    public init(responder: VarlinkResponder) {
        self.responder = responder
        caller = responder.caller
        responder.onDrained { [weak self] in self?.tellLost() }
    }

    /// Whether he still listens.
    public var isOpen: Bool { responder.isOpen }

    /// Tells what the capture says of itself. To be called before the first entry.
    public func begin(_ header: CaptureHeader) {
        responder.stream(CaptureReply(lines: header.lines))
    }

    /// Tells what happened; times count from the beginning of the capture and never go backwards.
    public func take(_ entry: CaptureEntry) {
        latest = entry.time
        guard responder.waiting <= Self.backlog else {
            lost += 1
            untold += 1
            return
        }
        tell([entry])
    }

    /// What was left out is told as soon as he has read what waited, and not only with the next entry.
    private func tellLost() {
        if untold > 0 { tell([]) }
    }

    private func tell(_ entries: [CaptureEntry]) {
        var lines = entries.map(\.text)
        if untold > 0 {
            let words = "\(untold) entries are missing: they came faster than they were read"
            lines.insert(CaptureEntry(time: latest, .remark(words)).text, at: 0)
        }
        let reply = CaptureReply(lines: lines, lost: untold)
        untold = 0
        responder.stream(reply)
    }
}
