import ArgumentParser
import Journal

struct JournalProveVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Cuts out one record with its inclusion proof and the signed head that it leads to.",
        discussion: """
            Writes a C2SP tlog-proof, which anybody can check who has the gate's public key; with --json the same as
            one object, and the record's detail.

            Example: gatehousectl journal prove 42 > record-42.tlog-proof
            """)

    @Argument(help: "The record's index.")
    var index: UInt64

    @OptionGroup var arguments: JournalArguments

    func run() throws {
        let reader = try arguments.reader()
        let proof: InclusionProof
        do throws(JournalError) {
            proof = try ProofBuilder(reader).inclusion(of: index)
        } catch {
            throw ToolFailure(error)
        }
        // The text ends with a newline of its own.
        Output.text(arguments.json ? proof.json + "\n" : proof.text)
    }
}
