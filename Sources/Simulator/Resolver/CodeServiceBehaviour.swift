/// How a fake code service behaves until a command changes it.
public struct CodeServiceBehaviour: Hashable, Sendable {
    /// What happens before anything is answered.
    public enum Trouble: String, Hashable, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// Connections are closed as they come.
        case dead
        /// Requests are taken and never answered.
        case hang
        /// What comes first over a connection is no TLS.
        case tls
    }

    /// What happens before anything is answered.
    public var trouble = Trouble.none
    /// How long every answer takes, in milliseconds, up to an hour.
    public var delayMilliseconds = 0
    /// The HTTP status of answers.
    public var status = 200
    /// Whether answers break off in the middle of their JSON.
    public var isMalformed = false
    /// How many bytes of blanks come before the JSON.
    public var padding = 0
    /// The grade in the answers, as this service writes it: `00`, `01`, `10`, `init`, or anything.
    public var grade = "00"
    /// Whether the answers say that the code has expired, with a good status.
    public var isCodeExpired = false
    /// Whether the service knows no code at all.
    public var knowsNothing = false
    /// Whether names and numbers come unmasked.
    public var isUnmasked = false
    /// Answers are held until there are so many, then sent in the reverse order; 0 sends each at once.
    public var reversed = 0
    /// How long a token of the first step lives, in milliseconds.
    public var tokenMilliseconds = 60_000
    /// The places of the trip card, as the card writes them; empty for an answer without one.
    public var trip = ""
    /// The trip card's colour.
    public var tripColour = "green"

    /// A service that works.
    public init() {}

    /// The commands, for people: one line each, `#` before it.
    public static let help = """
        # ok                     everything works again
        # dead | hang | tls      closes connections | never answers | speaks no TLS
        # slow 3s                every answer takes that long, until slow 0s
        # status 503             the HTTP status of answers
        # malformed | long       answers break off | are longer than anybody reads
        # colour 10              the grade: 00 green, 01 yellow, 10 red, init, or any other word
        # expired | unknown      a good status that says the code has expired | that there is no such code
        # unmasked               names and numbers in full
        # reverse 2              holds answers until there are two, and sends them in the reverse order
        # tokens 1s              how long a token of the first step lives
        # trip 上海市,江苏省南京市*   the places of the trip card; trip none
        # trip-colour yellow     its colour
        # state                  JSON: what was asked and how often
        """

    /// Obeys a command.
    public mutating func obey(_ line: String) throws(CommandError) {
        let (word, rest) = CommandText.cut(line)
        switch word {
        case "ok": self = CodeServiceBehaviour()
        case "dead": trouble = .dead
        case "hang": trouble = .hang
        case "tls": trouble = .tls
        case "malformed": isMalformed = true
        case "long": padding = 70_000
        case "expired": isCodeExpired = true
        case "unknown": knowsNothing = true
        case "unmasked": isUnmasked = true
        case "colour": grade = try Self.word(rest, "colour 10")
        case "trip": trip = rest == "none" ? "" : try Self.word(rest, "trip 上海市")
        case "trip-colour": tripColour = try Self.word(rest, "trip-colour yellow")
        case "slow": delayMilliseconds = try CommandText.milliseconds(rest, "slow 3s")
        case "tokens": tokenMilliseconds = try CommandText.milliseconds(rest, "tokens 1s")
        case "status": status = try Self.number(rest, 200...599, "status 503")
        case "reverse": reversed = try Self.number(rest, 0...100, "reverse 2")
        default: throw .unknown(word)
        }
    }

    private static func word(_ rest: String, _ usage: String) throws(CommandError) -> String {
        guard !rest.isEmpty, rest.utf8.count <= 1024 else { throw .usage(usage) }
        return rest
    }

    private static func number(_ rest: String, _ range: ClosedRange<Int>, _ usage: String) throws(CommandError) -> Int {
        guard let number = Int(rest), range.contains(number) else {
            throw .usage("\(usage) (\(range.lowerBound) to \(range.upperBound))")
        }
        return number
    }
}
