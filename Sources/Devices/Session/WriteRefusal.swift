/// Why bytes were not taken for a device. Nothing of them was or will be sent.
public enum WriteRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The device is not open.
    case notOpen(device: String, state: DeviceState)
    /// The device takes nothing; so many bytes wait for it already.
    case full(device: String, waiting: Int)

    /// What was refused and why.
    public var description: String {
        switch self {
        case .notOpen(let device, let state): "\(device) is \(state.rawValue); nothing can be sent to it"
        case .full(let device, let waiting): "\(device) takes nothing, \(waiting) bytes wait for it; check its cable"
        }
    }
}
