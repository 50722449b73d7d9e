import Codes
public import Configuration
import FoundationEssentials
import Journal

/// What is known of the uplink without asking anybody: the journal, the kept acknowledgements, the evidence of forks.
public struct UplinkStatus: Codable, Sendable {
    /// One upstream.
    public struct Upstream: Codable, Sendable {
        /// Its name in the configuration.
        public var name: String
        /// Where it listens.
        public var endpoint: String
        /// The size that it has cosigned; 0 if nothing is kept.
        public var cosigned: UInt64
        /// Records that are not cosigned yet.
        public var behind: UInt64
        /// When it cosigned last, seconds since 1970, by its own clock.
        public var time: Int64?
        /// The file with the evidence, if the logs contradict each other.
        public var fork: String?
    }

    /// The name of the gate's log.
    public var origin: String
    /// The number of durable records.
    public var size: UInt64
    /// The upstreams, in the order of the configuration.
    public var upstreams: [Upstream]

    /// Reads journal and state directory.
    ///
    /// - Throws: if the journal cannot be read.
    public init(_ configuration: UplinkConfiguration) throws(JournalSourceError) {
        let follower = try JournalFollower(directory: configuration.journalDirectory)
        let total = try follower.durableSize()
        origin = follower.origin
        size = total
        upstreams = configuration.upstreams.map { upstream in
            let file = CosignatureFile(stateDirectory: configuration.stateDirectory, upstream: upstream.name)
            let keys = upstream.vkey.flatMap { try? NoteVerifier(vkey: $0) }.map { [$0] }
            return Self.upstream(upstream, file, keys ?? follower.enrolment.upstreams, follower.origin, total)
        }
    }

    private static func upstream(
        _ upstream: UplinkConfiguration.Upstream, _ file: CosignatureFile, _ keys: [NoteVerifier], _ origin: String,
        _ total: UInt64
    ) -> Upstream {
        var status = Upstream(
            name: upstream.name, endpoint: upstream.endpoint.description, cosigned: 0, behind: total, time: nil,
            fork: FileManager.default.fileExists(atPath: file.evidencePath) ? file.evidencePath : nil)
        guard let note = file.load(), let checkpoint = try? Checkpoint(text: note.text), checkpoint.origin == origin
        else { return status }
        for key in keys {
            guard case .valid(let time) = key.finding(in: note) else { continue }
            status.cosigned = checkpoint.size
            status.behind = total - min(total, checkpoint.size)
            status.time = time?.seconds
        }
        return status
    }
}
