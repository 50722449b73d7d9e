/// One thing that happened at the gate, as `Monitor` tells it: `kind` says which of the parts is there.
public struct GateEvent: Codable, Hashable, Sendable {
    /// `sample`, `state`, `passage`, `scan` or `fact`; later versions add kinds, and a reader passes over those that it does not know.
    public var kind: String
    /// When, UTC in RFC 3339.
    public var time: String
    /// With `sample`: what a thermometer sent.
    public var sample: SampleSummary?
    /// With `state`: what changed.
    public var state: StateChange?
    /// With `passage`: what was decided.
    public var passage: PassageEvent?
    /// With `scan`: that a scanner read something, never what.
    public var scan: ScanNotice?
    /// With `fact`: what a device said about itself.
    public var fact: FactNotice?

    /// What a thermometer sent.
    public static func sample(_ sample: SampleSummary, time: String) -> GateEvent {
        GateEvent(kind: "sample", time: time, sample: sample)
    }

    /// A device, a lane, the journal or the clock changed its state.
    public static func state(_ state: StateChange, time: String) -> GateEvent {
        GateEvent(kind: "state", time: time, state: state)
    }

    /// A record of a passage.
    public static func passage(_ passage: PassageEvent, time: String) -> GateEvent {
        GateEvent(kind: "passage", time: time, passage: passage)
    }
}

extension GateEvent {
    /// A scanner read something.
    public static func scan(_ scan: ScanNotice, time: String) -> GateEvent {
        GateEvent(kind: "scan", time: time, scan: scan)
    }

    /// A device said something about itself.
    public static func fact(_ fact: FactNotice, time: String) -> GateEvent {
        GateEvent(kind: "fact", time: time, fact: fact)
    }
}

/// A scanner read something. What it read is nobody's business here.
public struct ScanNotice: Codable, Hashable, Sendable {
    /// The device.
    public var device: String
    /// How many codes it has read since the daemon started.
    public var count: Int

    /// A notice.
    public init(device: String, count: Int) {
        self.device = device
        self.count = count
    }
}

/// A device said something about itself.
public struct FactNotice: Codable, Hashable, Sendable {
    /// The device.
    public var device: String
    /// What it is about, such as `emissivity`.
    public var name: String
    /// The fact, in the device's own words or number.
    public var value: String

    /// A notice.
    public init(device: String, name: String, value: String) {
        self.device = device
        self.name = name
        self.value = value
    }
}

/// What a thermometer sent since the last summary, at most five of them a second for each device.
public struct SampleSummary: Codable, Hashable, Sendable {
    /// The device.
    public var device: String
    /// How many samples this summary stands for.
    public var count: Int
    /// The last object temperature, in °C.
    public var object: Double?
    /// The last ambient temperature, in °C.
    public var ambient: Double?
    /// The last body temperature that the device itself computed, in °C.
    public var body: Double?

    /// A summary.
    public init(device: String, count: Int, object: Double? = nil, ambient: Double? = nil, body: Double? = nil) {
        self.device = device
        self.count = count
        self.object = object
        self.ambient = ambient
        self.body = body
    }
}

/// A change of state.
public struct StateChange: Codable, Hashable, Sendable {
    /// What changed: `device`, `lane`, `journal`, `clock` or `upstream`.
    public var subject: String
    /// Which one, by its name.
    public var name: String
    /// The state now, with the words of the status.
    public var state: String
    /// The state before, where it is known.
    public var before: String?
    /// Reasons as stable codes, or what is wrong and what to do about it in words.
    public var notes: [String]

    /// A change.
    public init(subject: String, name: String, state: String, before: String? = nil, notes: [String] = []) {
        self.subject = subject
        self.name = name
        self.state = state
        self.before = before
        self.notes = notes
    }
}
