/// What was made, and how to start it. Encodes as JSON for `--json`.
public struct DevelopmentSiteReport: Hashable, Sendable, Codable {
    /// One program with its arguments.
    public struct RunLine: Hashable, Sendable, Codable {
        /// The program's name.
        public var program: String
        /// Its arguments.
        public var arguments: [String]
        /// What it is there for, in a few words.
        public var purpose: String

        /// The line as a shell takes it.
        public var text: String {
            ([program] + arguments.map(Self.quoted)).joined(separator: " ")
        }

        /// A word that the shell leaves alone stays as it is; any other is put in single quotes.
        private static func quoted(_ word: String) -> String {
            let plain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "/._-=+:@%".contains($0) }
            return plain
                ? word
                : "'"
                    + word.split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "'\\''") + "'"
        }
    }

    /// The site's directory, absolute.
    public var directory: String
    /// The name of the gate's log.
    public var origin: String
    /// The desk's port on 127.0.0.1.
    public var port: Int
    /// The committee's root key, a C2SP verifier key, by which the enrolment is checked.
    public var committeeKey: String
    /// Text files with one pass each.
    public var passes: [String]
    /// The programs in the order in which they are best started.
    public var run: [RunLine]
    /// What must not be forgotten.
    public var warning: String

    /// A report.
    init(directory: String, origin: String, port: Int, committeeKey: String, passes: [String]) {
        self.directory = directory
        self.origin = origin
        self.port = port
        self.committeeKey = committeeKey
        self.passes = passes
        run = [
            RunLine(
                program: "gatehouse-sim",
                arguments: ["devices", "--directory", directory + "/devices", "--control", directory + "/run/sim"],
                purpose: "simulated devices"),
            RunLine(
                program: "gatehouse-desk", arguments: ["--config", directory + "/desk.toml"],
                purpose: "the committee's side"),
            RunLine(
                program: "gatehoused", arguments: ["--config", directory + "/gatehouse.toml"], purpose: "the gate"),
            RunLine(
                program: "gatehouse-uplink", arguments: ["--config", directory + "/uplink.toml"],
                purpose: "the journal's way to the desk"),
        ]
        warning =
            "DEVELOPMENT site: all its secrets lie in this directory, the committee's too. Not for a gate where people pass."
    }

    /// The report for a terminal.
    public var text: String {
        let lines = run.map { "  \($0.text)    # \($0.purpose)" }
        return """
            \(warning)

            Made \(directory)
            Start each of these in a terminal of its own:

            \(lines.joined(separator: "\n"))

            Look at it:

              gatehousectl status --config \(directory)/gatehouse.toml
              gatehousectl journal tail --config \(directory)/gatehouse.toml

            Passes for the scanner, one line of text each: \(directory)/committee/passes/

            """
    }

    /// `README.txt` of the site.
    var readme: String {
        """
        \(text)
        What is here
        ------------

          gatehouse.toml uplink.toml desk.toml   configurations; paths in them are relative to this directory
          journal/                               the gate's records; journal/meta.json holds the enrolment
          identity/identity.seed                 the gate's signing seed
          trust/                                 by what the gate verifies codes
          committee/root.seed root.vkey          the committee's root key, which signed the enrolment
          committee/pass-issuer.jwk              issues passes: gatehousectl code issue --key …/pass-issuer.jwk
          committee/sealing-YYYY-MM.key          open the sealed parts of records
          committee/passes/                      a few passes of invented people; expired.txt has expired
          uplink/                                the gate's client certificate, and what the desk has cosigned
          desk/                                  the desk's certificate, cosigning seed, enrolled gates and database
          run/                                   sockets
          devices/                               links to the simulator's ptys, or to anything else that speaks

        The gate's log is \(origin)
        The committee's key is \(committeeKey)

        """
    }
}
