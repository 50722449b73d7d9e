/// What came of looking for a configured device among the nodes that are there.
public enum MatchOutcome: Hashable, Sendable {
    /// This node is it.
    case found(DeviceNode)
    /// Nothing that fits is there; these fit but for their port.
    case absent(elsewhere: [DeviceNode])
    /// Something fits, and must not be used.
    case refused(MatchRefusal)
}

/// Why a node that fits is not used.
public enum MatchRefusal: Hashable, Sendable {
    /// The match names no device.
    case unnamed
    /// It fits several nodes equally.
    case several([DeviceNode])
    /// Others fit the node equally.
    case contested(DeviceNode, others: [String])
    /// The node belongs to a device whose match says more.
    case taken(DeviceNode, by: String)
    /// The node is a chip that any device may be behind, and the match names nothing else.
    case converter(DeviceNode, chip: String)
    /// No driver speaks to the device.
    case unsupported(DeviceNode, model: String, needed: String)
}

extension MatchOutcome {
    /// What is wrong and what to do, for the problem of the device; `nil` when it was found.
    public func problem(of wish: DeviceWish) -> String? {
        let bind = "`gatehousectl device bind \(wish.name)`"
        switch self {
        case .found: return nil
        case .absent(let elsewhere):
            let what = "nothing that fits \(wish.identity) is plugged in"
            guard let other = elsewhere.first else { return "\(what); plug the device in, or correct `match`" }
            return "\(what), but \(other) is; plug it into its port, or bind it to the new one with \(bind)"
        case .refused(.unnamed):
            return "its `match` names no device; write the port, the serial number or the USB ids, or use \(bind)"
        case .refused(.several(let nodes)):
            let names = nodes.map(\.description).joined(separator: " and ")
            return "\(names) fit it equally well; say which by its port: \(bind)"
        case .refused(.contested(let node, let others)):
            let names = others.joined(separator: " and ")
            return "\(node) fits \(names) equally well; give each device what only it has: \(bind)"
        case .refused(.taken(let node, let other)):
            return "\(node) belongs to \(other), whose `match` says more; plug another in, or correct `match`"
        case .refused(.converter(let node, let chip)):
            return "\(node) is a \(chip), and any device may be behind one; bind it to its port: \(bind)"
        case .refused(.unsupported(let node, let model, let needed)):
            return "\(node) is a \(model), to which no driver speaks; it would need \(needed)"
        }
    }
}
