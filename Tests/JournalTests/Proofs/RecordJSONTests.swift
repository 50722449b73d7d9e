import Admission
import Codes
import Testing
import Wire

@testable import Journal

@Suite("Records as JSON, and proofs")
struct RecordJSONTests {
    @Test("The object has the keys of the export, in their order")
    func object() throws {
        let detail = RecordDetail.encode(
            ["object": 36.5, "samples": [36.4, 36.5], "raw": .bytes([1, 2, 255])], salt: .zero)
        var leaf = Samples.leaf(0)
        leaf.lane = 3
        leaf.sealedLength = 9
        let record = JournalRecord(index: 12, leaf: leaf, detail: detail, sealed: [])
        var json = RecordJSON()
        let expected = [
            #"{"index":12,"kind":"entry","time":"2026-11-18T11:06:40.000000Z","clock":"synchronised","lane":3,"#,
            #""category":"resident","verdict":"admit","reasons":["temperature.normal"],"#,
            #""detail":{"raw":"AQL_","object":36.5,"samples":[36.4,36.5]},"#,
            #""sealed":{"length":9,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"#,
            #""leaf_hash":""#, Hash256.leaf(leaf.bytes).description, #""}"#,
        ]
        #expect(json.object(record) == expected.joined())
    }

    @Test("Lanes have the names of the last boot record; the journal's own records have none")
    func lanes() throws {
        let (bench, _) = try Bench.inMemory()
        let writer = try bench.open()
        Bench.write(writer, [Bench.draft(0)])
        writer.close()
        var json = RecordJSON()
        let lines = try bench.records().map { json.object($0) }
        #expect(lines[0].contains(#""lane":null,"category":null,"verdict":null,"reasons":[],"detail":{"#))
        #expect(lines[0].contains(#""finding":"new""#))
        #expect(lines[1].contains(#""lane":"west-in""#))
        #expect(lines[1].contains(#""sealed":null,"leaf_hash":""#))
    }

    @Test(
        "Times before 1970, leap days and ends of years are the calendar's",
        arguments: [
            (-1, "1969-12-31T23:59:59.999999Z"), (0, "1970-01-01T00:00:00.000000Z"),
            (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
            (1_798_761_599_000_000, "2026-12-31T23:59:59.000000Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func calendar(microseconds: Int64, text: String) {
        #expect(CivilTime(UnixTime(microseconds: microseconds)).text == text)
    }

    @Test("Every record's proof leads to the signed head, and the heads are consistent")
    func proofs() throws {
        let (bench, _) = try Bench.inMemory()
        try bench.filled(frames: 20)
        let builder = try ProofBuilder(bench.reader())
        let head = try #require(builder.head)
        #expect(builder.size == 21)
        for index in 0..<21 as Range<UInt64> {
            let proof = try builder.inclusion(of: index)
            #expect(
                MerkleProof.isIncluded(
                    leafHash: .leaf(proof.record.leaf.bytes), index: index, size: head.checkpoint.size,
                    root: head.checkpoint.root, proof: proof.hashes))
            #expect(proof.json.hasPrefix("{\"leaf\":\""))
            let old = try #require(builder.head(at: index + 1)).checkpoint
            #expect(
                MerkleProof.isConsistent(
                    oldSize: old.size, oldRoot: old.root, size: head.checkpoint.size, root: head.checkpoint.root,
                    proof: try #require(builder.consistency(from: old.size))))
        }
        #expect(throws: JournalError.self) { try builder.inclusion(of: 21) }
    }
}
