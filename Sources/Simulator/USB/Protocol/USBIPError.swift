/// Why a stream of USB/IP requests cannot be followed any further. The device has to be unplugged.
enum USBIPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No such command.
    case command(UInt32)
    /// An endpoint above 15.
    case endpoint(UInt32)
    /// A direction that is neither in nor out.
    case direction(UInt32)
    /// A transfer of more bytes than any driver here makes.
    case length(UInt32)
    /// An isochronous transfer, which no device here has an endpoint for.
    case isochronous(packets: UInt32)

    /// What came.
    var description: String {
        switch self {
        case .command(let command): "USB/IP command \(command)"
        case .endpoint(let endpoint): "USB/IP endpoint \(endpoint)"
        case .direction(let direction): "USB/IP direction \(direction)"
        case .length(let length): "USB/IP transfer of \(length) bytes"
        case .isochronous(let packets): "USB/IP isochronous transfer of \(packets) packets"
        }
    }
}
