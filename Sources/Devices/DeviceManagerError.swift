/// The devices of a gate do not fit together.
public enum DeviceManagerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no driver with this name for the device's role.
    case unknownDriver(device: String, driver: String)
    /// Two devices have this name.
    case duplicate(device: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unknownDriver(let device, let driver):
            "\(device): there is no driver \"\(driver)\" for its role; correct `driver` or `role`"
        case .duplicate(let device):
            "two devices are called \(device); give one of them another name"
        }
    }
}
