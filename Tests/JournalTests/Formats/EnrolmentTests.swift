import Crypto
import Journal
import Testing

@Suite("Enrolment and sealing")
struct EnrolmentTests {
    @Test("An enrolment survives its note, and only the committee's root key signs it")
    func roundTrip() throws {
        let enrolment = try Samples.enrolment()
        let root = try Samples.root()
        let note = try enrolment.signed(by: root)
        #expect(try Enrolment(SignedNote(note.encoded), root: root.verifier) == enrolment)
        #expect(try Enrolment(note, root: nil) == enrolment)
        let stranger = try NoteSigner(name: "committee.test/root", key: Samples.key(8))
        #expect(throws: MalformedError.self) { try Enrolment(note, root: stranger.verifier) }
        var changed = note
        changed.text = note.text.replacing("west", with: "east")
        #expect(throws: MalformedError.self) { try Enrolment(changed, root: root.verifier) }
    }

    @Test("Keys under other names are refused")
    func names() throws {
        let good = try Samples.enrolment()
        func made(identity: NoteVerifier, epoch: NoteVerifier, upstreams: [NoteVerifier]) throws -> Enrolment {
            try Enrolment(
                origin: good.origin, site: "", gate: "", identity: identity, firstEpoch: 1, epochKey: epoch,
                sealing: [], upstreams: upstreams, clients: [])
        }
        #expect(throws: Never.self) { try made(identity: good.identity, epoch: good.epochKey, upstreams: []) }
        #expect(throws: MalformedError.self) { try made(identity: good.epochKey, epoch: good.epochKey, upstreams: []) }
        #expect(throws: MalformedError.self) { try made(identity: good.identity, epoch: good.identity, upstreams: []) }
        #expect(throws: MalformedError.self) {
            try made(identity: good.identity, epoch: good.epochKey, upstreams: [good.identity])
        }
    }

    @Test("The month's key is taken, else the newest before it, else the oldest")
    func months() throws {
        var enrolment = try Samples.enrolment()
        let key = Samples.agreementKey(3).publicKey
        enrolment.sealing = try ["2026-12", "2026-10", "2027-01"].map { try SealingKey(month: $0, key: key) }
        #expect(enrolment.sealingKey(month: "2026-12")?.month == "2026-12")
        #expect(enrolment.sealingKey(month: "2026-11")?.month == "2026-10")
        #expect(enrolment.sealingKey(month: "2030-01")?.month == "2027-01")
        #expect(enrolment.sealingKey(month: "1970-01")?.month == "2026-10")
        for wrong in ["2026-13", "2026-00", "26-11", "2026-1", "2026/11", "2026-１1", ""] {
            #expect(throws: MalformedError.self) { try SealingKey(month: wrong, key: key) }
        }
    }

    @Test("What is sealed opens with the committee's key for this log only, and not after a change")
    func sealing() throws {
        let key = Samples.agreementKey(3)
        let sealer = Sealer(key: try SealingKey(month: "2026-11", key: key.publicKey), origin: Samples.origin)
        let secret = Array("张三 13812345678".utf8)
        let sealed = try sealer.seal(secret)
        #expect(sealed.count == secret.count + Sealer.overhead)
        #expect(try sealer.seal(secret) != sealed)
        let opener = SealedOpener(keys: [Samples.agreementKey(4), key], origin: Samples.origin)
        #expect(try opener.open(sealed) == secret)
        #expect(throws: MalformedError.self) {
            try SealedOpener(keys: [key], origin: "gatehouse.test/other").open(sealed)
        }
        #expect(throws: MalformedError.self) {
            try SealedOpener(keys: [Samples.agreementKey(4)], origin: Samples.origin).open(sealed)
        }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: MalformedError.self) { try opener.open(changed) }
        }
        for length in 0..<sealed.count {
            #expect(throws: MalformedError.self) { try opener.open(Array(sealed.prefix(length))) }
        }
    }
}
