/// What is wanted of the channels of a device that can be read, which commands are still to be sent for it, and how
/// often they were.
struct SwitchPlan {
    /// What a reading of the device means.
    enum Finding: Hashable {
        /// All channels are as wanted.
        case done
        /// Some are not; their commands are to be sent again.
        case again
        /// Some are not, although their commands were repeated.
        case refused
    }

    /// How often a command is sent, and an answer asked for, before it is an alarm: users of one board meet a failed
    /// transfer after ten to twenty switchings (device reference, C), so that three in a row are no accident.
    static let attempts = 3

    /// How many channels there are, 1 to 32.
    let channels: Int
    /// One bit for each channel that shall be closed.
    private(set) var wanted: UInt32 = 0
    /// One bit for each channel whose command is still to be sent.
    private(set) var unsent: UInt32 = 0
    /// Channels that the device switches off by itself, so that off is as right as on.
    private var released: UInt32 = 0
    private var mismatches = 0
    private var misses = 0

    init(channels: Int) {
        self.channels = channels
    }

    /// Everything shall be off. No command is to be sent before the device was read: what is not what it seems to be is
    /// never written to.
    mutating func start() {
        wanted = 0
        unsent = 0
        released = 0
        mismatches = 0
        misses = 0
    }

    /// Wants `channel`, 1 to `channels`, on or off, and its command sent whatever the device seems to do.
    mutating func want(_ channel: Int, on: Bool) {
        let bit = OutputState.bit(channel)
        wanted = on ? wanted | bit : wanted & ~bit
        unsent |= bit
        released &= ~bit
        mismatches = 0
        misses = 0
    }

    func wants(_ channel: Int) -> Bool { wanted & OutputState.bit(channel) != 0 }

    /// The next channel whose command is to be sent. Off goes before on: when two lamps or two ways exclude each other,
    /// the one in force ends first.
    mutating func next() -> Int? {
        let off = unsent & ~wanted
        let candidates = off != 0 ? off : unsent
        guard candidates != 0 else { return nil }
        unsent &= ~(candidates & (0 &- candidates))
        return candidates.trailingZeroBitCount + 1
    }

    /// Commands of all channels have been sent by one.
    mutating func sentAll() { unsent = 0 }

    /// Commands are to be sent again for these channels, because the device did not know the one that was sent.
    mutating func resend(_ bits: UInt32) { unsent |= bits & OutputState.all(channels) }

    /// `channel` was seen on, and the device will switch it off by itself: until it is wanted again, it is not wrong.
    mutating func release(_ channel: Int) { released |= OutputState.bit(channel) & wanted }

    /// The device says that these channels are closed. To be asked only when all commands were sent before the reading.
    mutating func found(_ closed: UInt32) -> Finding {
        misses = 0
        let wrong = (closed ^ wanted) & OutputState.all(channels) & ~released
        if wrong == 0 {
            mismatches = 0
            return .done
        }
        mismatches += 1
        if mismatches < Self.attempts {
            unsent |= wrong
            return .again
        }
        mismatches = 0
        return .refused
    }

    /// An answer did not come. Returns whether to ask again at once; if not, there is nothing more to wait for.
    mutating func missed() -> Bool {
        misses += 1
        if misses < Self.attempts { return true }
        misses = 0
        return false
    }
}
