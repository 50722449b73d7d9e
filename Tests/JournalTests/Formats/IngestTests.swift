import Codes
import Crypto
import Journal
import Testing

@Suite("Requests and answers of gatehouse-ingest/1")
struct IngestTests {
    static func note(size: UInt64) throws -> SignedNote {
        let text = Checkpoint(origin: Samples.origin, size: size, root: .emptyTree).text
        return SignedNote(
            text: text, signatures: [try NoteSigner(name: Samples.origin, key: Samples.key(1)).sign(text)])
    }

    @Test("An append request survives the wire, and every cut of it is refused")
    func append() throws {
        let leaves = (0..<3).map { Samples.leaf($0).bytes }
        let request = AppendRequest(start: 5, leaves: leaves, checkpoint: try Self.note(size: 8))
        let body = request.encoded
        #expect(try AppendRequest(body) == request)
        for length in 0..<body.count {
            #expect(throws: MalformedError.self) { try AppendRequest(Array(body.prefix(length))) }
        }
        #expect(throws: MalformedError.self) { try AppendRequest(body + [0]) }
        let off = AppendRequest(start: 4, leaves: leaves, checkpoint: try Self.note(size: 8))
        #expect(throws: MalformedError.self) { try AppendRequest(off.encoded) }
        let none = AppendRequest(start: 8, leaves: [], checkpoint: try Self.note(size: 8))
        #expect(throws: MalformedError.self) { try AppendRequest(none.encoded) }
    }

    @Test("A count without leaves behind it allocates nothing and is refused")
    func hostileCounts() {
        let many: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0]
        #expect(throws: MalformedError.self) { try AppendRequest(many) }
        #expect(throws: MalformedError.self) { try BlobBatch([0xFF, 0xFF, 0xFF, 0xFF]) }
        #expect(throws: MalformedError.self) { try BlobBatch([1, 0, 0, 0, 0, 0, 1, 0]) }
    }

    @Test("A conflict names size, root and the cosigned checkpoint, and they must agree")
    func conflict() throws {
        let empty = AppendConflict(size: 0, root: .emptyTree, cosigned: nil)
        #expect(try AppendConflict(Array(empty.encoded.utf8)) == empty)
        let full = AppendConflict(size: 8, root: .emptyTree, cosigned: try Self.note(size: 8))
        #expect(try AppendConflict(Array(full.encoded.utf8)) == full)
        for wrong in [
            AppendConflict(size: 9, root: .emptyTree, cosigned: try Self.note(size: 8)),
            AppendConflict(size: 8, root: .zero, cosigned: try Self.note(size: 8)),
            AppendConflict(size: 8, root: .emptyTree, cosigned: nil),
        ] {
            #expect(throws: MalformedError.self) { try AppendConflict(Array(wrong.encoded.utf8)) }
        }
        #expect(throws: MalformedError.self) { try AppendConflict(Array("size 08\nroot x\n".utf8)) }
    }

    @Test("A reply's cosignatures are put below the checkpoint and verify there")
    func reply() throws {
        let cosigner = try Samples.cosigner()
        let note = try Self.note(size: 3)
        let time = UnixTime(seconds: 1_795_000_001)
        let reply = AppendReply(cosignatures: [try cosigner.cosign(note.text, at: time)])
        let read = try AppendReply(Array(reply.encoded.utf8))
        #expect(read == reply)
        #expect(cosigner.verifier.finding(in: read.attached(to: note)) == .valid(time))
        #expect(throws: MalformedError.self) { try AppendReply([]) }
        #expect(throws: MalformedError.self) { try AppendReply(Array("stored\n".utf8)) }
    }

    @Test("Blobs survive the wire, the empty batch and the empty blob too; every cut is refused")
    func blobs() throws {
        for batch in [BlobBatch(blobs: []), BlobBatch(blobs: [[], [1, 2, 3], [UInt8](repeating: 7, count: 65535)])] {
            #expect(try BlobBatch(batch.encoded) == batch)
        }
        let body = BlobBatch(blobs: [[1], [2, 3]]).encoded
        for length in 0..<body.count {
            #expect(throws: MalformedError.self) { try BlobBatch(Array(body.prefix(length))) }
        }
    }

    @Test("add-checkpoint has the text of C2SP tlog-witness")
    func addCheckpoint() throws {
        let request = AddCheckpointRequest(oldSize: 2, proof: [.zero, .emptyTree], checkpoint: try Self.note(size: 3))
        let text = request.encoded
        #expect(
            text.hasPrefix(
                "old 2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\ngatehouse"
            ))
        #expect(try AddCheckpointRequest(Array(text.utf8)) == request)
        let first = AddCheckpointRequest(oldSize: 0, proof: [], checkpoint: try Self.note(size: 3))
        #expect(try AddCheckpointRequest(Array(first.encoded.utf8)) == first)
        let back = AddCheckpointRequest(oldSize: 4, proof: [], checkpoint: try Self.note(size: 3))
        #expect(throws: MalformedError.self) { try AddCheckpointRequest(Array(back.encoded.utf8)) }
        let long = AddCheckpointRequest(
            oldSize: 1, proof: [Hash256](repeating: .zero, count: 64), checkpoint: try Self.note(size: 3))
        #expect(throws: MalformedError.self) { try AddCheckpointRequest(Array(long.encoded.utf8)) }
    }

    @Test("A log's path is SHA-256 of its origin")
    func path() {
        #expect(
            IngestPath.append(origin: "abc")
                == "/v1/logs/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad/append")
    }
}
