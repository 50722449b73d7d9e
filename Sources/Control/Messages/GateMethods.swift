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
