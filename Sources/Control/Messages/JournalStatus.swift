/// The state of the journal, and of what upstream has confirmed of it.
public struct JournalStatus: Codable, Hashable, Sendable {
    /// The log's name (C2SP `tlog-checkpoint` origin).
    public var origin: String
    /// How many records it has, those that are not durable yet among them.
    public var size: Int
    /// How many of them are durable and signed.
    public var durable: Int
    /// Bytes of the ring that cannot be recycled yet.
    public var ringUsed: Int
    /// Bytes of the ring altogether.
    public var ringCapacity: Int
    /// Whether records can be written. When not, the fail rule of each lane holds.
    public var available: Bool
    /// What is wrong and what to do about it, in words; absent while nothing is.
    public var problem: String?
    /// What each upstream has confirmed as durably stored.
    public var cosigned: [CosignedStatus]
    /// The age in seconds of the oldest record that no upstream has confirmed; absent when all are.
    public var oldestUncosignedAge: Double?

    /// A journal.
    public init(
        origin: String, size: Int, durable: Int, ringUsed: Int, ringCapacity: Int, available: Bool,
        problem: String? = nil, cosigned: [CosignedStatus] = [], oldestUncosignedAge: Double? = nil
    ) {
        self.origin = origin
        self.size = size
        self.durable = durable
        self.ringUsed = ringUsed
        self.ringCapacity = ringCapacity
        self.available = available
        self.problem = problem
        self.cosigned = cosigned
        self.oldestUncosignedAge = oldestUncosignedAge
    }
}

/// What one upstream has confirmed.
public struct CosignedStatus: Codable, Hashable, Sendable {
    /// The upstream, by the name in its key.
    public var upstream: String
    /// Up to which size it has the journal durably.
    public var size: Int
    /// How long ago it said so, in seconds.
    public var age: Double

    /// A confirmation.
    public init(upstream: String, size: Int, age: Double) {
        self.upstream = upstream
        self.size = size
        self.age = age
    }
}
