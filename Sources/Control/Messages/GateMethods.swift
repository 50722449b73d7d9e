/// The reply of `GetStatus`.
public struct StatusReply: Codable, Hashable, Sendable {
    /// The gate now.
    public var status: GateStatus

    /// A reply.
    public init(status: GateStatus) {
        self.status = status
    }
}

/// One of the replies of `Monitor`.
public struct MonitorReply: Codable, Hashable, Sendable {
    /// What happened.
    public var event: GateEvent

    /// A reply.
    public init(event: GateEvent) {
        self.event = event
    }
}

/// The parameters of `ReportCosignature`.
public struct CosignatureReport: Codable, Hashable, Sendable {
    /// The cosigned checkpoint as the upstream sent it (C2SP `signed-note`).
    public var note: String

    /// A report.
    public init(note: String) {
        self.note = note
    }
}

/// The reply of `ReportCosignature`.
public struct CosignatureReply: Codable, Hashable, Sendable {
    /// Up to which size that upstream's cosignature is known to the gate now.
    public var size: Int

    /// A reply.
    public init(size: Int) {
        self.size = size
    }
}

/// The parameters of `Capture` and `CaptureCodes`.
public struct CaptureRequest: Codable, Hashable, Sendable {
    /// The device, by its name in the configuration.
    public var device: String

    /// A request.
    public init(device: String) {
        self.device = device
    }
}

/// One of the replies of `Capture` and `CaptureCodes`.
public struct CaptureReply: Codable, Hashable, Sendable {
    /// Lines of the capture format: the header first, then what happened on the wire.
    public var lines: [String]
    /// How many lines were left out before these, because the caller did not read fast enough.
    public var lost: Int

    /// A reply.
    public init(lines: [String], lost: Int = 0) {
        self.lines = lines
        self.lost = lost
    }
}
