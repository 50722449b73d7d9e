import ArgumentParser
import Codes

struct CodeIssueVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Issues a pass of the community, signed with the committee's key.",
        discussion: """
            Writes the text that goes into the QR code. Names are given masked, and of a phone number only its end: a
            pass never holds more.

            Example: gatehousectl code issue --key pass-issuer.jwk --kind resident --days 30 --name '张*'
            """)

    @Option(help: ArgumentHelp("The committee's private key (JWK).", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("What it is for: \(GH1Kind.allCases.map(\.rawValue).joined(separator: ", "))."))
    var kind: GH1Kind

    @Option(help: ArgumentHelp("The issuer's name. Without it, the one that the key belongs to.", valueName: "name"))
    var issuer: String?

    @Option(help: ArgumentHelp("The masked name of the holder, such as 张*.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The last 2 to 4 digits of the holder's phone number.", valueName: "digits"))
    var phoneTail: String?

    @Option(help: ArgumentHelp("The issuer's random identifier of the holder.", valueName: "text"))
    var holder: String?

    @Option(help: ArgumentHelp("A community in which it is good; may be given again.", valueName: "name"))
    var community: [String] = []

    @Option(help: ArgumentHelp("A gate at which it is good; may be given again. Without it, all.", valueName: "name"))
    var gate: [String] = []

    @OptionGroup(title: "Times (RFC 3339, or seconds since 1970)") var times: PassTimes

    @Flag(help: "It may be used once only.")
    var oneTime = false

    @Flag(name: .long, help: "Write JSON.")
    var json = false

    func run() throws {
        let signer = try signer()
        var generator = SystemRandomNumberGenerator()
        let issuedAt = times.at?.time ?? SystemClock.now.time
        let pass = GH1Pass(
            id: GH1Pass.makeID(using: &generator), kind: kind, issuedAt: issuedAt, notBefore: times.notBefore?.time,
            expires: times.expiry(from: issuedAt), holder: holder, maskedName: name, phoneTail: phoneTail,
            communities: community, gates: gate, window: times.window, isOneTime: oneTime)
        guard let named = issuer ?? signer.verifyingKey.issuer else {
            throw ToolFailure(.usage, "the key does not say whose it is; name the issuer with --issuer")
        }
        let text = try Self.issue(pass, as: named, signer)
        if json { try Output.json(IssuedLine(text, pass, issuer: named)) } else { Output.line(text) }
    }

    private static func issue(
        _ pass: GH1Pass, as issuer: String, _ signer: SigningKey
    ) throws(ToolFailure) -> String {
        do throws(GH1IssueError) {
            return try GH1Issuer(name: issuer, key: signer).issue(pass)
        } catch {
            throw ToolFailure(.usage, error.description)
        }
    }

    private func signer() throws(ToolFailure) -> SigningKey {
        let bytes = try Files.read(key, limit: JWK.largestFile)
        do throws(JWKError) {
            if let signer = try JWK(json: bytes).privateKey { return signer }
        } catch {
            throw ToolFailure(.usage, "\(key): \(error)")
        }
        throw ToolFailure(.usage, "\(key): is a public key; passes are signed with the private one")
    }
}

/// When a pass is good.
struct PassTimes: ParsableArguments {
    @Option(help: ArgumentHelp("When it is issued. Without it, now.", valueName: "time"))
    var at: TimeArgument?

    @Option(help: ArgumentHelp("From when on it is good, when not from the issue on.", valueName: "time"))
    var notBefore: TimeArgument?

    @Option(help: ArgumentHelp("When it expires.", valueName: "time"))
    var expires: TimeArgument?

    @Option(help: ArgumentHelp("For how many days it is good, when --expires is not given.", valueName: "number"))
    var days = 1

    @Option(help: ArgumentHelp("When the matter behind it begins; a hospital slip has to say.", valueName: "time"))
    var windowFrom: TimeArgument?

    @Option(help: ArgumentHelp("When the matter behind it is over.", valueName: "time"))
    var windowUntil: TimeArgument?

    func validate() throws {
        // A pass is renewed more often than that; the bound keeps the sum within the calendar.
        guard (1...3650).contains(days) else { throw ValidationError("--days is 1 to 3650") }
        guard (windowFrom == nil) == (windowUntil == nil) else {
            throw ValidationError("--window-from and --window-until belong together")
        }
    }

    func expiry(from issuedAt: UnixTime) -> UnixTime {
        expires?.time ?? (notBefore?.time ?? issuedAt).adding(seconds: Int64(days) * 86_400)
    }

    var window: TimeSpan? {
        guard let windowFrom, let windowUntil else { return nil }
        return TimeSpan(from: windowFrom.time, until: windowUntil.time)
    }
}

/// What `code issue --json` writes.
private struct IssuedLine: Encodable {
    var code: String
    var id: String
    var issuer: String
    var kind: String
    var issued: String
    var expires: String

    init(_ code: String, _ pass: GH1Pass, issuer: String) {
        self.code = code
        id = Hexadecimal.encode(pass.id)
        self.issuer = issuer
        kind = pass.kind.rawValue
        issued = pass.issuedAt.rfc3339
        expires = pass.expires.rfc3339
    }
}
