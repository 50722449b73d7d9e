/// What was seen of a device since the daemon started. Totals only grow.
public struct DeviceCounters: Codable, Hashable, Sendable {
    /// Frames or lines that were taken.
    public var frames: UInt64
    /// Bytes that belonged to no frame that was taken: noise on the line among them.
    public var droppedBytes: UInt64
    /// Frames refused by their checksum.
    public var checksumFailures: UInt64
    /// All other faults.
    public var faults: UInt64
    /// How often the device was opened again after it was lost.
    public var reopened: UInt64
    /// Bytes that came from the device.
    public var receivedBytes: UInt64 = 0
    /// Bytes that the transport took for the device.
    public var sentBytes: UInt64 = 0
    /// Control characters inside the codes of a scanner.
    public var controlBytes: UInt64 = 0
    /// How often the device was opened.
    public var opened: UInt64 = 0
    /// How often opening failed although something was there.
    public var openFailures: UInt64 = 0
    /// How often the device fell silent beyond its limit.
    public var silences: UInt64 = 0
    /// Writes that were refused, because the device was not open or took nothing.
    public var refusedWrites: UInt64 = 0
    /// Transfers that the device refused without going away.
    public var transferErrors: UInt64 = 0
    /// How often the USB device was reset, because it was wedged.
    public var resets: UInt64 = 0
    /// Pulses of an output that began.
    public var pulses: UInt64 = 0
    /// Pulses of an output that were refused.
    public var refusedPulses: UInt64 = 0
    /// Pulses of an output that began, and of which the device never said that the contact was closed.
    public var missedPulses: UInt64 = 0
    /// Sentences that a voice was sent, and took as far as it says.
    public var sentencesSaid: UInt64 = 0
    /// Sentences that it cannot say.
    public var sentencesRefused: UInt64 = 0
    /// Sentences whose place a newer one took while they waited.
    public var sentencesReplaced: UInt64 = 0
    /// Sentences that were given up.
    public var sentencesLost: UInt64 = 0

    /// Counters; those that are not named are 0.
    public init(
        frames: UInt64 = 0, droppedBytes: UInt64 = 0, checksumFailures: UInt64 = 0, faults: UInt64 = 0,
        reopened: UInt64 = 0
    ) {
        self.frames = frames
        self.droppedBytes = droppedBytes
        self.checksumFailures = checksumFailures
        self.faults = faults
        self.reopened = reopened
    }

    /// Counters of any version of the daemon: what an older one does not count is 0.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            frames: try values.decode(UInt64.self, forKey: .frames),
            droppedBytes: try values.decode(UInt64.self, forKey: .droppedBytes),
            checksumFailures: try values.decode(UInt64.self, forKey: .checksumFailures),
            faults: try values.decode(UInt64.self, forKey: .faults),
            reopened: try values.decode(UInt64.self, forKey: .reopened))
        func later(_ key: CodingKeys) throws -> UInt64 { try values.decodeIfPresent(UInt64.self, forKey: key) ?? 0 }
        receivedBytes = try later(.receivedBytes)
        sentBytes = try later(.sentBytes)
        controlBytes = try later(.controlBytes)
        opened = try later(.opened)
        openFailures = try later(.openFailures)
        silences = try later(.silences)
        refusedWrites = try later(.refusedWrites)
        transferErrors = try later(.transferErrors)
        resets = try later(.resets)
        pulses = try later(.pulses)
        refusedPulses = try later(.refusedPulses)
        missedPulses = try later(.missedPulses)
        sentencesSaid = try later(.sentencesSaid)
        sentencesRefused = try later(.sentencesRefused)
        sentencesReplaced = try later(.sentencesReplaced)
        sentencesLost = try later(.sentencesLost)
    }
}
