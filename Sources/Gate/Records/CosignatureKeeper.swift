import Control
import Journal
import Wire

/// What upstreams have cosigned of this gate's log, as the uplink reports it. Every note is verified here, whoever brings
/// it; the journal's own thread keeps it on disk.
struct CosignatureKeeper {
    private struct Known {
        var size: UInt64
        var at: Instant
    }

    private let enrolment: Enrolment
    private var known: [String: Known] = [:]

    init(enrolment: Enrolment) {
        self.enrolment = enrolment
    }

    /// Verifies a cosigned checkpoint and remembers its size.
    ///
    /// - Returns: the note, and the largest size that this upstream is known to have cosigned.
    mutating func accept(_ text: String, at now: Instant) throws(ControlRefusal) -> (note: SignedNote, size: UInt64) {
        let note: SignedNote
        let checkpoint: Checkpoint
        do {
            note = try SignedNote(bytes: Array(text.utf8))
            checkpoint = try Checkpoint(text: note.text)
        } catch {
            throw ControlRefusal(problem: "the note is not a checkpoint: \(error)", remedy: "report what the desk sent")
        }
        guard checkpoint.origin == enrolment.origin, enrolment.identity.isSigned(note) else {
            throw ControlRefusal(
                problem: "the checkpoint is not of this gate's log \(enrolment.origin)",
                remedy: "see that the uplink reads this gate's journal")
        }
        guard let upstream = enrolment.upstreams.first(where: { $0.isSigned(note) }) else {
            throw ControlRefusal(
                problem: "the checkpoint is cosigned by no upstream of the enrolment",
                remedy: "see that the uplink speaks to the enrolled desk")
        }
        let size = max(checkpoint.size, known[upstream.name]?.size ?? 0)
        known[upstream.name] = Known(size: size, at: now)
        return (note, size)
    }

    /// All upstreams that have been heard of since the start, by name.
    func status(at now: Instant) -> [CosignedStatus] {
        known.sorted { $0.key < $1.key }.map { name, value in
            CosignedStatus(upstream: name, size: Int(clamping: value.size), age: seconds(now - value.at))
        }
    }

    /// The largest size that all enrolled upstreams have cosigned, as far as is known since the start.
    var size: UInt64? {
        enrolment.upstreams.compactMap { known[$0.name]?.size }.min()
    }
}

/// `duration` in seconds, for messages.
func seconds(_ duration: Duration) -> Double {
    Double(duration.nanoseconds) / 1e9
}
