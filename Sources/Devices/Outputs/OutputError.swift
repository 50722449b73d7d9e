/// Why a contact was not closed.
public enum OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The device is not there, or not usable.
    case notReady(device: String, state: DeviceState)
    /// It takes no bytes: a pulse now would come out at some later time.
    case stalled(device: String)
    /// It has no such channel.
    case noSuchChannel(device: String, channel: Int, channels: Int)
    /// Nobody would open the contact if the daemon died.
    case unguarded(device: String, BarrierGuardError)

    /// What was refused and why.
    public var description: String {
        switch self {
        case .notReady(let device, let state): "\(device) is \(state.rawValue); the barrier was not opened"
        case .stalled(let device): "\(device) takes no bytes; the barrier was not opened; check its cable"
        case .noSuchChannel(let device, let channel, let channels):
            "\(device) has no channel \(channel); write `channel` from 1 to \(channels)"
        case .unguarded(let device, let error): "\(device): the barrier was not opened; \(error)"
        }
    }
}
