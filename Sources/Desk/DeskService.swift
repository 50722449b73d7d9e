public import Codes
public import Journal
public import Logging
import Synchronization

/// Answers the requests of gatehouse-ingest/1: checks, stores, and only then cosigns.
public final class DeskService: Sendable {
    /// Seconds after which a gate shall come again when the store could not be written.
    private static let storeRetrySeconds = 30

    let store: DeskStore
    private let cosigner: Cosigner
    private let directory: Mutex<GateDirectory>
    private let clock: @Sendable () -> UnixTime
    private let log: Logger

    /// A service over a store.
    ///
    /// - Parameter clock: the wall clock, which stands in cosignatures and in the list of gates.
    public init(
        store: DeskStore, cosigner: Cosigner, gates: GateDirectory, log: Logger,
        clock: @escaping @Sendable () -> UnixTime
    ) {
        self.store = store
        self.cosigner = cosigner
        directory = Mutex(gates)
        self.clock = clock
        self.log = log
    }

    /// Takes another list of gates: who is not on it is refused from now on.
    public func replace(gates: GateDirectory) {
        directory.withLock { $0 = gates }
    }

    /// The answer to a request.
    public func answer(_ request: HTTPRequest) -> HTTPReply {
        do throws(Refusal) {
            switch (request.method, try route(request.path)) {
            case ("PUT", .blobs): return try putBlobs(request)
            case ("POST", .append(let origin)): return try append(request, origin)
            case ("POST", .addCheckpoint): return try addCheckpoint(request)
            default: throw Refusal(405, "use PUT for blobs and POST for everything else")
            }
        } catch {
            if error.reply.status >= 500 { log.error("request failed", metadata: ["why": "\(error.why)"]) }
            return error.reply
        }
    }

    // MARK: - The requests

    private func putBlobs(_ request: HTTPRequest) throws(Refusal) -> HTTPReply {
        let client = try client(of: request)
        guard directory.withLock({ $0.gates.values.contains { $0.clients.contains(client) } }) else {
            throw Refusal(403, "this client certificate belongs to no enrolled gate")
        }
        let batch = try parsed { () throws(MalformedError) in try BlobBatch(request.body) }
        try stored { () throws(DeskError) in try store.put(batch.blobs, client: client) }
        return HTTPReply(status: 200, contentType: IngestPath.noteType, body: [])
    }

    private func append(_ request: HTTPRequest, _ originDigest: Hash256) throws(Refusal) -> HTTPReply {
        let gate = try gate(originDigest, for: request)
        let body = try parsed { () throws(MalformedError) in try AppendRequest(request.body) }
        let checkpoint = try verified(body.checkpoint, gate)
        let checked = CheckedAppend(
            origin: gate.origin, start: body.start, leaves: body.leaves, blobs: try blobs(of: body.leaves),
            checkpoint: checkpoint, note: body.checkpoint.encoded, received: clock())
        switch try stored({ () throws(DeskError) in try store.append(checked) }) {
        case .stored(let head):
            return HTTPReply(status: 200, contentType: IngestPath.noteType, body: try cosignature(head))
        case .conflict(let head):
            return try conflict(head)
        case .missingBlobs(let hashes):
            let list = hashes.map { "\($0)\n" }.joined()
            return HTTPReply(status: 424, contentType: IngestPath.noteType, body: Array(list.utf8))
        case .fork(let why, let head):
            return try fork(why, gate, head, body.checkpoint)
        }
    }

    private func addCheckpoint(_ request: HTTPRequest) throws(Refusal) -> HTTPReply {
        let body = try parsed { () throws(MalformedError) in try AddCheckpointRequest(request.body) }
        let text = try parsed { () throws(MalformedError) in try Checkpoint(text: body.checkpoint.text) }
        let gate = try gate(Hash256(of: text.origin), for: request)
        let checkpoint = try verified(body.checkpoint, gate)
        let outcome = try stored { () throws(DeskError) in
            try store.heartbeat(
                origin: gate.origin, oldSize: body.oldSize, proof: body.proof, checkpoint: checkpoint, at: clock())
        }
        switch outcome {
        case .current(let head) where head.size > 0:
            return HTTPReply(status: 200, contentType: IngestPath.noteType, body: try cosignature(head))
        case .current, .ahead:
            // A cosignature says "durably stored": what is still to come gets none.
            return .text(202, "noted; the leaves are still to come")
        case .conflict(let head):
            return HTTPReply(status: 409, contentType: IngestPath.sizeType, body: Array("\(head.size)\n".utf8))
        case .inconsistent(let head):
            return try fork("the proof does not lead from size \(head.size) to it", gate, head, body.checkpoint)
        }
    }

    // MARK: - Answers

    /// The cosignature line of a head that is durable: it is read back from the store.
    private func cosignature(_ head: DeskStore.Head) throws(Refusal) -> [UInt8] {
        Array(try cosign(head).line.utf8)
    }

    private func cosign(_ head: DeskStore.Head) throws(Refusal) -> NoteSignature {
        guard let encoded = head.note else { throw Refusal(500, "size \(head.size) has no checkpoint in the store") }
        let time = clock()
        let line: NoteSignature
        do { line = try cosigner.cosign(SignedNote(encoded).text, at: time) } catch { throw Refusal(500, "\(error)") }
        try stored { () throws(DeskError) in try store.keep(cosignature: line.line, of: head) }
        return line
    }

    private func conflict(_ head: DeskStore.Head) throws(Refusal) -> HTTPReply {
        let note = head.size > 0 ? try cosignedNote(head) : nil
        let conflict = AppendConflict(size: head.size, root: head.root, cosigned: note)
        return HTTPReply(status: 409, contentType: IngestPath.conflictType, body: Array(conflict.encoded.utf8))
    }

    private func cosignedNote(_ head: DeskStore.Head) throws(Refusal) -> SignedNote {
        let line = try cosign(head)
        guard let encoded = head.note, var note = try? SignedNote(encoded) else {
            throw Refusal(500, "the checkpoint of size \(head.size) in the store is damaged: run gatehouse-desk verify")
        }
        note.signatures.append(line)
        return note
    }

    /// The evidence: both signed heads. The gate's people and the committee's can hold them against each other.
    private func fork(
        _ why: String, _ gate: Enrolment, _ head: DeskStore.Head, _ theirs: SignedNote
    ) throws(Refusal) -> HTTPReply {
        log.critical(
            "a gate's log forked: nothing was stored", metadata: ["origin": "\(gate.origin)", "why": "\(why)"])
        var evidence = "fork: \(why)\n\nreceived:\n\(theirs.encoded)"
        if head.size > 0 { evidence += "\nstored:\n" + (try cosignedNote(head)).encoded }
        return HTTPReply(status: 422, contentType: IngestPath.noteType, body: Array(evidence.utf8))
    }

    // MARK: - Checks

    private enum Route {
        case blobs
        case append(Hash256)
        case addCheckpoint
    }

    private func route(_ path: String) throws(Refusal) -> Route {
        if path == IngestPath.sealed { return .blobs }
        if path == IngestPath.addCheckpoint { return .addCheckpoint }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 5, parts[0].isEmpty, parts[1] == "v1", parts[2] == "logs", parts[4] == "append",
            let digest = Hash256(hexadecimal: parts[3])
        {
            return .append(digest)
        }
        throw Refusal(404, "there is nothing at this path")
    }

    private func client(of request: HTTPRequest) throws(Refusal) -> Hash256 {
        guard let client = Hash256(request.clientFingerprint) else { throw Refusal(403, "no client certificate") }
        return client
    }

    private func gate(_ digest: Hash256, for request: HTTPRequest) throws(Refusal) -> Enrolment {
        let client = try client(of: request)
        guard let gate = directory.withLock({ $0.gates[digest] }) else {
            throw Refusal(404, "this log is not enrolled: the committee must issue its enrolment note")
        }
        guard gate.clients.contains(client) else {
            throw Refusal(403, "this client certificate is not of this gate: see clients in its enrolment")
        }
        return gate
    }

    private func verified(_ note: SignedNote, _ gate: Enrolment) throws(Refusal) -> Checkpoint {
        let checkpoint = try parsed { () throws(MalformedError) in try Checkpoint(text: note.text) }
        guard checkpoint.origin == gate.origin else { throw Refusal(403, "the checkpoint is of another log") }
        guard gate.identity.isSigned(note) else {
            throw Refusal(403, "the checkpoint is not signed by the gate's identity key")
        }
        // The first epoch's key is known; those after it are certified inside the log.
        if gate.epochKey.finding(in: note) == .invalid {
            throw Refusal(403, "the epoch key's signature of the checkpoint is wrong")
        }
        return checkpoint
    }

    private func blobs(of leaves: [[UInt8]]) throws(Refusal) -> [Hash256: UInt32] {
        var blobs: [Hash256: UInt32] = [:]
        for bytes in leaves {
            let leaf = try parsed { () throws(MalformedError) in try Leaf(bytes) }
            for (hash, length) in [
                (leaf.detailDigest, leaf.detailLength), (leaf.sealedDigest, leaf.sealedLength),
            ] where length > 0 {
                guard length <= UInt32(BlobBatch.maximumBlobBytes),
                    blobs.updateValue(length, forKey: hash) ?? length == length
                else { throw Refusal(400, "the leaves give a blob a length that it cannot have") }
            }
        }
        return blobs
    }

    private func parsed<T>(_ body: () throws(MalformedError) -> T) throws(Refusal) -> T {
        do { return try body() } catch { throw Refusal(400, "\(error)") }
    }

    private func stored<T>(_ body: () throws(DeskError) -> T) throws(Refusal) -> T {
        do {
            return try body()
        } catch {
            // The reason stays here: an outside client learns nothing of our disk.
            throw Refusal(503, "\(error)", public: "the desk cannot store now", retryAfter: Self.storeRetrySeconds)
        }
    }
}

/// Why a request is not answered as it wished.
private struct Refusal: Error {
    var reply: HTTPReply
    var why: String

    init(_ status: Int, _ why: String, public text: String? = nil, retryAfter: Int? = nil) {
        reply = .text(status, text ?? why, retryAfter: retryAfter)
        self.why = why
    }
}
