public import Wire

/// Why an output was not switched, or did not speak.
public enum OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The device is not there, or not usable.
    case notReady(device: String, state: DeviceState)
    /// It takes no bytes: a command now would come out at some later time.
    case stalled(device: String)
    /// It is not such an output.
    case wrongKind(device: String, OutputUse)
    /// It has no such channel.
    case noSuchChannel(device: String, channel: Int, channels: Int)
    /// Nobody would open the contact if the daemon died.
    case unguarded(device: String, BarrierGuardError)
    /// Nobody but the daemon can write to it, so that nobody would open the contact if the daemon died.
    case unreachable(device: String)
    /// Its contacts are not as they were told to be.
    case disobeys(device: String, problem: String)
    /// It cannot say this text.
    case unspeakable(device: String, SentenceError)

    /// What was refused and why.
    public var description: String {
        switch self {
        case .notReady(let device, let state): "\(device) is \(state.rawValue); nothing was switched"
        case .stalled(let device): "\(device) takes no bytes; nothing was switched; check its cable"
        case .wrongKind(let device, let use): "\(device) is no output that \(use.rawValue); name another device"
        case .noSuchChannel(let device, let channel, let channels):
            "\(device) has no channel \(channel); write `channel` from 1 to \(channels)"
        case .unguarded(let device, let error): "\(device): nothing was switched; \(error)"
        case .unreachable(let device):
            "\(device): nothing was switched; no guard can reach it; use it by the kernel's own driver"
        case .disobeys(let device, let problem): "\(device): \(problem); nothing was switched"
        case .unspeakable(let device, let error): "\(device) says nothing: \(error)"
        }
    }
}

/// What an output can be used for.
public enum OutputUse: String, Hashable, Sendable, CaseIterable {
    /// A relay, for a bounded time.
    case opensBarriers = "opens a barrier"
    /// A lamp or a buzzer, for any time.
    case shows = "shows something"
    /// A voice.
    case speaks = "speaks"
}
