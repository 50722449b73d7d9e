/// One thing that happened at the gate, as `Monitor` tells it: `kind` says which of the parts is there.
public struct GateEvent: Codable, Hashable, Sendable {
    /// `sample`, `state` or `passage`; later versions add kinds, and a reader passes over those that it does not know.
    public var kind: String
    /// When, UTC in RFC 3339.
    public var time: String
    /// With `sample`: what a thermometer sent.
    public var sample: SampleSummary?
    /// With `state`: what changed.
    public var state: StateChange?
    /// With `passage`: what was decided.
    public var passage: PassageEvent?

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
