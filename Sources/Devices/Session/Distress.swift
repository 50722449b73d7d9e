import Glibc

/// What speaks for a device that is wedged: there, and of no use until it is reset.
///
/// One failure proves nothing; cables and sensors fail as well. After a reset one more failure is enough for the next.
struct Distress: Hashable {
    /// Attempts to open in a row that the bus made fail: the second one is no coincidence.
    static let openings = 2
    /// Transfers in a row that failed, without one report in between: a bad contact spoils two or three.
    static let transfers = 10
    /// How often in a row it was opened again because it was silent, before it is reset: after certain errors of the bus
    /// opening is enough, and it disturbs less.
    static let silences = 2
    /// Resets for silence alone, in a row: a sensor without power, or a cable that is cut, is silent too, and is not
    /// healed by more of them.
    static let resetsOfSilence = 3

    /// Why it is to be reset, in words; `nil` when it is not.
    private(set) var reason: String?
    /// How often it was closed for its silence, and did not speak since.
    private(set) var silences = 0
    private var openings = 0
    private var transfers = 0
    private var resetsOfSilence = 0
    private var isOfSilence = false

    /// Whether its silence may still be ended by a reset.
    var isWorthAReset: Bool { silences > 0 && resetsOfSilence < Self.resetsOfSilence }

    /// Opening failed (`errno`).
    mutating func openingFailed(_ code: Int32) {
        // What the bus says; permissions, and what else a site can mend, no reset mends.
        guard [EIO, EPROTO, ETIMEDOUT, EILSEQ, EPIPE, ECOMM, EOVERFLOW, EREMOTEIO].contains(code) else { return }
        openings += 1
        if openings >= Self.openings { want("it cannot be opened: \(String(cString: strerror(code)))") }
    }

    /// A transfer failed. Returns whether that was one too many, so that the device is better closed.
    mutating func transferFailed() -> Bool {
        transfers += 1
        guard transfers >= Self.transfers else { return false }
        want("\(transfers) transfers in a row have failed")
        return true
    }

    /// It was closed because it was silent for too long.
    mutating func fellSilent() {
        silences += 1
        guard silences >= Self.silences, resetsOfSilence < Self.resetsOfSilence, reason == nil else { return }
        want("it stayed silent when it was opened again")
        isOfSilence = true
    }

    /// It is open; what was so before does not count against it. Transfers count anew.
    mutating func opened() {
        openings = 0
        transfers = 0
    }

    /// A report or a frame came by a transfer.
    mutating func transferred() {
        transfers = 0
    }

    /// It was reset, or could not be.
    mutating func wasReset() {
        reason = nil
        if isOfSilence { resetsOfSilence += 1 }
        isOfSilence = false
    }

    private mutating func want(_ words: String) {
        reason = words
        isOfSilence = false
    }
}
