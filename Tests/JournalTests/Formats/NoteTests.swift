import Codes
import Crypto
import Journal
import Testing

@Suite("Signed notes, checkpoints, cosignatures")
struct NoteTests {
    /// The example of the documentation of Go's sumdb/note, from which C2SP signed-note was made.
    static let example = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """
    static let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let secret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

    @Test("The known example verifies, and signing it again gives the same bytes")
    func knownExample() throws {
        let verifier = try NoteVerifier(vkey: Self.vkey)
        let note = try SignedNote(Self.example)
        #expect(verifier.finding(in: note) == .valid(nil))
        #expect(verifier.vkey == Self.vkey)
        #expect(note.encoded == Self.example)

        let seed = try #require(Base64.decode(Self.secret.utf8)).dropFirst()
        let signer = try NoteSigner(name: "PeterNeumann", key: .init(rawRepresentation: seed))
        #expect(SignedNote(text: note.text, signatures: [try signer.sign(note.text)]).encoded == Self.example)
    }

    @Test("A changed byte of the known example never verifies")
    func changedExample() throws {
        let verifier = try NoteVerifier(vkey: Self.vkey)
        let bytes = Array(Self.example.utf8)
        for index in bytes.indices {
            for flip: UInt8 in [1, 0x20, 0x80] {
                var changed = bytes
                changed[index] ^= flip
                if let note = try? SignedNote(bytes: changed) { #expect(!verifier.isSigned(note)) }
            }
        }
    }

    @Test(
        "What is not a note is refused",
        arguments: [
            "", "\n", "text\n", "text\n\n", "text\n\n\n", "text\n\n— name\n", "text\n\n— name AAAAAA==",
            "text\n\n- name AAAAAAA=\n",
            "text\n\n— na+me AAAAAAA=\n", "text\n\n— name AAAAAA==\n", "text\n\n— name AAAAAAB=\n",
            "te\rxt\n\n— name AAAAAAA=\n",
        ])
    func refused(text: String) {
        #expect(throws: MalformedError.self) { try SignedNote(text) }
    }

    @Test("Too many signatures and too many bytes are refused")
    func limits() throws {
        let line = "— name AAAAAAA=\n"
        #expect(throws: Never.self) { try SignedNote("t\n\n" + String(repeating: line, count: 64)) }
        #expect(throws: MalformedError.self) { try SignedNote("t\n\n" + String(repeating: line, count: 65)) }
        let long = String(repeating: "a", count: SignedNote.maximumByteCount)
        #expect(throws: MalformedError.self) { try SignedNote(long + "\n\n" + line) }
    }

    @Test(
        "A vkey with another name, identifier, type or length is refused",
        arguments: [
            "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "", "a+b", "+c74f20a3+AQ==",
        ])
    func wrongKeys(vkey: String) {
        #expect(throws: MalformedError.self) { try NoteVerifier(vkey: vkey) }
    }

    @Test("A checkpoint's text is three canonical lines")
    func checkpoint() throws {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        let checkpoint = try Checkpoint(text: text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.text == text)
        for wrong in ["020852163", "+1", "-1", "1 ", "", "9223372036854775808"] {
            let changed = "o\n\(wrong)\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
            #expect(throws: MalformedError.self) { try Checkpoint(text: changed) }
        }
    }

    @Test("A cosignature says when, and holds for its text, time and key only")
    func cosignature() throws {
        let cosigner = try Samples.cosigner()
        let checkpoint = Checkpoint(origin: Samples.origin, size: 7, root: .emptyTree)
        let time = UnixTime(seconds: 1_795_000_000)
        let line = try cosigner.cosign(checkpoint.text, at: time)
        let note = SignedNote(text: checkpoint.text, signatures: [line])
        #expect(cosigner.verifier.finding(in: note) == .valid(time))
        #expect(try NoteVerifier(vkey: cosigner.verifier.vkey).finding(in: note) == .valid(time))

        let other = SignedNote(
            text: Checkpoint(origin: Samples.origin, size: 8, root: .emptyTree).text, signatures: [line])
        #expect(cosigner.verifier.finding(in: other) == .invalid)
        for index in line.signature.indices {
            var changed = line
            changed.signature[index] ^= 1
            #expect(cosigner.verifier.finding(in: SignedNote(text: note.text, signatures: [changed])) == .invalid)
        }
        let asLog = NoteVerifier(name: cosigner.name, algorithm: .ed25519, key: cosigner.verifier.key)
        #expect(asLog.finding(in: note) == .absent)
    }

    @Test("The example of C2SP tlog-cosignature has the lines and lengths that it should have")
    func cosignatureExample() throws {
        let note = try SignedNote(
            """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

            """)
        #expect(note.signatures.map(\.signature.count) == [64, 72])
        #expect(note.signatures[1].signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } == 1_679_315_147)
    }
}
