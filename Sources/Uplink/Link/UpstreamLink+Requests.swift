import Journal
import Logging
import Wire

extension UpstreamLink {
    /// How long an upstream is left alone that says 429 or 503 without saying how long.
    private static let defaultRetrySeconds = 10

    func putBlobs(_ batch: Int) -> Forwarder.Input {
        guard batches.indices.contains(batch) else { return .failed }
        let request = UpstreamRequest(
            method: "PUT", path: IngestPath.sealed, contentType: IngestPath.blobsType, body: batches[batch].encoded)
        guard let reply = send(request) else { return .failed }
        return reply.status == 200 ? .blobsStored : common(reply, request)
    }

    func append() -> Forwarder.Input {
        guard let chunk else { return .failed }
        let body = AppendRequest(start: chunk.start, leaves: chunk.leaves, checkpoint: chunk.checkpoint).encoded
        let request = UpstreamRequest(
            method: "POST", path: IngestPath.append(origin: parts.source.origin), contentType: IngestPath.appendType,
            body: body)
        guard let reply = send(request) else { return .failed }
        switch reply.status {
        case 200: return cosigned(reply, chunk.checkpoint, chunk.end)
        case 409: return conflict(reply)
        case 422: return fork(reply)
        default: return common(reply, request)
        }
    }

    func heartbeat(_ position: Forwarder.Position) -> Forwarder.Input {
        let checkpoint: SignedNote
        do throws(JournalSourceError) {
            guard let note = try parts.source.checkpoint(size: position.size) else { return .unreadable }
            checkpoint = note
        } catch {
            journalFailed(error)
            return .unreadable
        }
        let body = AddCheckpointRequest(oldSize: position.size, proof: [], checkpoint: checkpoint).encoded
        let request = UpstreamRequest(
            method: "POST", path: IngestPath.addCheckpoint, contentType: IngestPath.noteType, body: Array(body.utf8))
        guard let reply = send(request) else { return .failed }
        switch reply.status {
        case 200: return cosigned(reply, checkpoint, position)
        case 202: return .noted
        case 409: return otherSize(reply)
        case 422: return fork(reply)
        default: return common(reply, request)
        }
    }

    // MARK: - Answers

    private func cosigned(
        _ reply: UpstreamReply, _ checkpoint: SignedNote, _ position: Forwarder.Position
    ) -> Forwarder.Input {
        guard let lines = try? AppendReply(reply.body) else { return meaningless("its cosignature cannot be read") }
        let note = lines.attached(to: checkpoint)
        guard parts.isCosigned(note) else {
            return meaningless("its cosignature is not of a key that we know (vkey in uplink.toml, or the enrolment)")
        }
        acknowledgement = note
        return .cosigned(position)
    }

    private func conflict(_ reply: UpstreamReply) -> Forwarder.Input {
        guard let conflict = try? AppendConflict(reply.body) else { return meaningless("its conflict cannot be read") }
        let position = Forwarder.Position(size: conflict.size, root: conflict.root)
        guard let note = conflict.cosigned else { return .conflict(.empty) }
        guard parts.isCosigned(note), (try? Checkpoint(text: note.text))?.origin == parts.source.origin else {
            return meaningless(
                "the head that it claims is not cosigned by a key that we know (vkey in uplink.toml, or the enrolment)")
        }
        acknowledgement = note
        return .conflict(position)
    }

    private func otherSize(_ reply: UpstreamReply) -> Forwarder.Input {
        let text = String(decoding: reply.body.prefix(32), as: UTF8.self)
        guard let line = text.split(separator: "\n").first, let size = UInt64(line) else {
            return meaningless("its size cannot be read")
        }
        return .otherSize(size)
    }

    private func fork(_ reply: UpstreamReply) -> Forwarder.Input {
        do { try parts.file.save(evidence: reply.body) } catch {
            log.error("the evidence of the fork cannot be kept", metadata: ["why": "\(error)"])
        }
        return .fork
    }

    private func common(_ reply: UpstreamReply, _ request: UpstreamRequest) -> Forwarder.Input {
        switch reply.status {
        case 403, 404: return .notEnrolled
        case 413: return .tooLarge
        case 429, 503:
            lastFailure = "the upstream is busy (\(reply.status))"
            return .busy(retryAfter: .seconds(max(0, reply.retryAfter ?? Self.defaultRetrySeconds)))
        default: return meaningless("it answers \(request.path) with \(reply.status)")
        }
    }

    private func meaningless(_ why: String) -> Forwarder.Input {
        lastFailure = "the upstream's answer is of no use: \(why)"
        return .failed
    }

    private func send(_ request: UpstreamRequest) -> UpstreamReply? {
        do {
            return try parts.transport.send(request, within: requestSeconds)
        } catch {
            lastFailure = "\(error)"
            return nil
        }
    }
}
