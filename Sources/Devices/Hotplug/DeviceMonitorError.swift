import Glibc

/// Why devices cannot be watched.
public struct DeviceMonitorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call that failed.
    public let call: String
    /// Its error number; 0 when it gave none.
    public let code: Int32

    /// What failed and what to do.
    public var description: String {
        let reason = code == 0 ? "it gave no reason" : String(cString: strerror(code))
        return "devices cannot be watched: \(call) failed: \(reason); is /sys mounted, and may this user open netlink"
            + " sockets (RestrictAddressFamilies= of the unit)?"
    }
}
