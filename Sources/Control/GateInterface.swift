/// The interface of the gate, `org.gatehouse.gate`, as text and as names. Versions only add to it.
public enum GateInterface {
    /// The interface's name.
    public static let name = "org.gatehouse.gate"

    /// Full names of the methods.
    public enum Method {
        /// The gate at this moment.
        public static let getStatus = name + ".GetStatus"
        /// What happens at the gate, as it happens.
        public static let monitor = name + ".Monitor"
        /// What goes over a device's wire, as it happens, the text of codes masked.
        public static let capture = name + ".Capture"
        /// The same with the text of codes, which is personal: for fewer callers.
        public static let captureCodes = name + ".CaptureCodes"
        /// Upstream has confirmed a checkpoint.
        public static let reportCosignature = name + ".ReportCosignature"
        /// The questions about codes that a service has to be asked, as they come up.
        public static let lookups = name + ".Lookups"
        /// What came of such a question.
        public static let answerLookup = name + ".AnswerLookup"
        /// Read the configuration again.
        public static let reload = name + ".Reload"
    }

    /// The error of a call that was understood and could not be done.
    public static func refused(problem: String, remedy: String) -> VarlinkError {
        VarlinkError(name: name + ".Refused", parameters: ["problem": problem, "remedy": remedy])
    }

    /// The definition, as `GetInterfaceDescription` answers it. Words that may grow (states, verdicts, reasons) are
    /// strings and not enumerations: a client that does not know a new word can still read the rest.
    public static let definition = """
        # The checkpoint of a residential community: its state, what happens at it,
        # and what the uplink tells it. Versions only add: methods, optional
        # parameters, words. Times are UTC in RFC 3339; ages and durations seconds;
        # temperatures degrees Celsius. Nothing here says who a person is.
        interface org.gatehouse.gate

        # quality: unset, free-running, synchronised
        type Clock (time: string, quality: string)

        # Verdicts since the daemon started.
        type Verdicts (admit: int, retest: int, hold: int, refuse: int)

        # direction: in, out, both
        # open: within its opening hours
        # state: idle, waiting, recording, admitted, held, refused
        # reasons: stable codes such as temperature.high
        type Lane (
          name: string,
          direction: string,
          open: bool,
          state: string,
          reasons: []string,
          passage: ?string,
          verdicts: Verdicts
        )

        # Totals since the daemon started; they only grow.
        # droppedBytes: belonged to no frame; controlBytes: inside codes
        # silences: beyond the device's limit; resets: of a wedged USB device
        type Counters (
          frames: int,
          droppedBytes: int,
          checksumFailures: int,
          faults: int,
          reopened: int,
          receivedBytes: ?int,
          sentBytes: ?int,
          controlBytes: ?int,
          opened: ?int,
          openFailures: ?int,
          silences: ?int,
          refusedWrites: ?int,
          transferErrors: ?int,
          resets: ?int,
          pulses: ?int,
          refusedPulses: ?int,
          missedPulses: ?int,
          sentencesSaid: ?int,
          sentencesRefused: ?int,
          sentencesReplaced: ?int,
          sentencesLost: ?int
        )

        # A fact that a device told (emissivity, firmware), or a setting.
        type NamedValue (name: string, value: string)

        # role: thermometer, scanner, output, ambient
        # state: absent, opening, identifying, warming, ready, stale, lost
        # since: how long it has been in that state
        # port: where it is looked for
        # node: where it is open now; never an identity
        # problem: what is wrong and what to do about it
        type Device (
          name: string,
          role: string,
          driver: string,
          lane: ?string,
          state: string,
          since: float,
          port: ?string,
          problem: ?string,
          lastSampleAge: ?float,
          counters: Counters,
          node: ?string,
          transport: ?string,
          match: ?string,
          staleLimit: ?float,
          warmUp: ?float,
          settings: ?[]NamedValue,
          facts: ?[]NamedValue
        )

        # Up to which size an upstream has the journal durably, and how long ago it
        # said so.
        type Cosigned (upstream: string, size: int, age: float)

        # size: all records; durable: those that are durable and signed
        # ringUsed, ringCapacity: bytes
        # available: records can be written
        # oldestUncosignedAge: of the oldest record that no upstream has confirmed
        type Journal (
          origin: string,
          size: int,
          durable: int,
          ringUsed: int,
          ringCapacity: int,
          available: bool,
          problem: ?string,
          cosigned: []Cosigned,
          oldestUncosignedAge: ?float
        )

        type Status (
          site: string,
          gate: string,
          version: string,
          uptime: float,
          clock: Clock,
          lanes: []Lane,
          devices: []Device,
          journal: Journal
        )

        # The last of count samples since the summary before.
        type Sample (
          device: string,
          count: int,
          object: ?float,
          ambient: ?float,
          body: ?float
        )

        # subject: device, lane, journal, clock, upstream
        type Change (
          subject: string,
          name: string,
          state: string,
          before: ?string,
          notes: []string
        )

        # A record of a passage. Latencies in microseconds, from the last byte that
        # the verdict rests on to the verdict and to the durable signed record.
        type Passage (
          passage: string,
          lane: string,
          category: string,
          verdict: ?string,
          final: bool,
          reasons: []string,
          temperature: ?float,
          scheme: ?string,
          outcome: ?string,
          index: ?int,
          verdictLatency: ?int,
          durableLatency: ?int
        )

        # A scanner has read; count codes since the daemon started. Never what.
        type Scan (device: string, count: int)

        # A device has said something about itself.
        type Fact (device: string, name: string, value: string)

        # kind: sample, state, passage, scan, fact; says which of the parts is
        # there
        type Event (
          kind: string,
          time: string,
          sample: ?Sample,
          state: ?Change,
          passage: ?Passage,
          scan: ?Scan,
          fact: ?Fact
        )

        # A question about a code that a service has to be asked. id: never used
        # twice; provider: by its name in the configuration; code: the scanned code in
        # base64, not to be kept, logged or followed; place: where it was shown.
        type Lookup (id: int, provider: string, code: string, place: string)

        # A place on a trip card, and whether it carries the star.
        type LookupPlace (name: string, starred: bool)

        # A trip card. updated: when it was computed.
        type LookupTrip (colour: ?string, places: []LookupPlace, updated: ?string)

        # What a service said of a code. Names are masked, of a phone number only the
        # last four digits are here: the rest has to stay where the answer came in.
        # known: the service knows such a code
        # colour: green, yellow, red, pending; unknownColour: it told one of which the
        # provider's table says nothing
        # codeUntil: until when the code lives; evidenceFrom, evidenceUntil: the
        # declaration behind it
        type LookupResult (
          known: bool,
          colour: ?string,
          unknownColour: bool,
          name: ?string,
          phoneTail: ?string,
          codeExpired: bool,
          codeUntil: ?string,
          evidenceExpired: bool,
          evidenceFrom: ?string,
          evidenceUntil: ?string,
          trip: ?LookupTrip
        )

        # The gate at this moment.
        method GetStatus() -> (status: Status)

        # What happens at the gate, as it happens, until the caller hangs up. Call it
        # with more. First come the states as they are. Samples come as summaries,
        # five a second at most for each device.
        method Monitor() -> (event: Event)

        # What goes over the wire of one device, as it happens, until the caller hangs
        # up. Call it with more. lines are those of the capture format, the header
        # first; lost is how many were left out before them, because the caller did
        # not read fast enough: the gate waits for nobody. What a scanner sends is
        # masked.
        method Capture(device: string) -> (lines: []string, lost: int)

        # The same with the text of codes, which is personal. Only root, the daemon's
        # user and the group gatehouse-codes may call it.
        method CaptureCodes(device: string) -> (lines: []string, lost: int)

        # For the uplink: an upstream has cosigned a checkpoint. note is the cosigned
        # checkpoint, a C2SP signed note; size is up to where the gate now knows that
        # upstream to have its journal.
        method ReportCosignature(note: string) -> (size: int)

        # For the uplink: questions about codes, as they come up, until the caller hangs
        # up. Call it with more. The newest caller gets them; each is to be answered by
        # AnswerLookup within two seconds. Only root, the daemon's user and the group
        # gatehouse-uplink may call it.
        method Lookups() -> (lookup: Lookup)

        # For the uplink: what came of a question: a result, or the word of a failure
        # (resolver.timeout, resolver.connection, resolver.status, resolver.malformed,
        # resolver.refused, resolver.not-configured). taken: the question was still
        # open. Only those may call it who may call Lookups.
        method AnswerLookup(
          id: int,
          failure: ?string,
          result: ?LookupResult
        ) -> (taken: bool)

        # Read the configuration again and apply what can change while the gate runs.
        method Reload() -> ()

        # The call was understood and could not be done.
        error Refused (problem: string, remedy: string)

        """
}
