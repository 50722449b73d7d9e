import Codes

/// The wall clock: it is stamped into every record, and decides whether codes have expired.
struct ClockCheck {
    /// Before this second no gate of this version ran: the clock of a board without a battery starts at 1970.
    static let earliest = UnixTime(seconds: 1_700_000_000)

    var now: UnixTime
    /// 1 when the kernel says that the clock is synchronised, 0 when it is not, below 0 when it cannot be asked.
    var synchronised: Int32

    var finding: Finding {
        if now < Self.earliest {
            return .failed("clock", "it says \(now.rfc3339)", "set it: `timedatectl set-time`, and see to its battery")
        }
        switch synchronised {
        case 1: return .ok("clock", "it is set, and synchronised")
        case 0:
            return .warning(
                "clock", "it is set and not synchronised",
                "`timedatectl set-ntp true`, or check the network's time server")
        default: return .skipped("clock", "it is set; the kernel cannot be asked whether it is synchronised")
        }
    }
}
