/// Which node each configured device is. A pure function of what is configured, what is there, and what is in use.
///
/// A match that says more wins a node over one that says less; where two say the same, nobody gets it, and both are
/// told. What is in use stays so while it fits: a twin that is plugged in beside it takes nothing away from the gate.
public enum DeviceMatcher {
    /// One outcome for each wish, in their order. `held` has the syspath that the wish at a place uses already.
    public static func match(
        _ wishes: [DeviceWish], nodes: [DeviceNode], held: [Int: String] = [:]
    ) -> [MatchOutcome] {
        // In the order of their names, so that the same things always give the same words.
        let nodes = nodes.sorted { $0.syspath < $1.syspath }
        var outcomes = [MatchOutcome?](repeating: nil, count: wishes.count)
        var owners: [String: Int] = [:]
        var wanted: [Int: [DeviceNode]] = [:]
        for (place, wish) in wishes.enumerated() {
            switch candidates(of: wish, among: nodes) {
            case .nodes(let found):
                if let node = found.first(where: { $0.syspath == held[place] }), owners[node.syspath] == nil {
                    outcomes[place] = .found(node)
                    owners[node.syspath] = place
                } else {
                    wanted[place] = found
                }
            case .none(let outcome): outcomes[place] = outcome
            }
        }
        for weight in Set(wanted.keys.map { wishes[$0].identity.weight }).sorted(by: >) {
            let group = wanted.keys.filter { wishes[$0].identity.weight == weight }.sorted()
            let decided = decide(group, wanted, wishes, owners)
            for (place, outcome) in decided { outcomes[place] = outcome }
            // Contested nodes too: a match that says less has no better claim to them.
            for place in group {
                for node in wanted[place] ?? [] where owners[node.syspath] == nil {
                    switch outcomes[place] {
                    case .found(let own): if own == node { owners[node.syspath] = place }
                    case .refused(.contested): owners[node.syspath] = place
                    default: break
                    }
                }
            }
        }
        return outcomes.map { $0 ?? .absent(elsewhere: []) }
    }

    /// The outcomes of wishes that say equally much, when `owners` have what is theirs.
    private static func decide(
        _ group: [Int], _ wanted: [Int: [DeviceNode]], _ wishes: [DeviceWish], _ owners: [String: Int]
    ) -> [(Int, MatchOutcome)] {
        let open = group.map { place in
            (place: place, nodes: (wanted[place] ?? []).filter { owners[$0.syspath] == nil })
        }
        return open.map { place, nodes in
            guard let node = nodes.first else {
                let lost = (wanted[place] ?? [])[0]
                return (place, .refused(.taken(lost, by: wishes[owners[lost.syspath] ?? place].name)))
            }
            let rivals = open.filter { other in other.place != place && other.nodes.contains { nodes.contains($0) } }
            if !rivals.isEmpty {
                let shared = nodes.first { node in rivals.contains { $0.nodes.contains(node) } } ?? node
                return (place, .refused(.contested(shared, others: rivals.map { wishes[$0.place].name })))
            }
            return (place, nodes.count == 1 ? .found(node) : .refused(.several(nodes)))
        }
    }

    private enum Candidates {
        /// At least one.
        case nodes([DeviceNode])
        case none(MatchOutcome)
    }

    /// The nodes that a wish may be about, before others are asked.
    private static func candidates(of wish: DeviceWish, among nodes: [DeviceNode]) -> Candidates {
        guard wish.identity.namesADevice else { return .none(.refused(.unnamed)) }
        let usable = nodes.filter { wish.transports.contains($0.kind) && ($0.kind != .evdev || $0.isKeyboard) }
        let fitting = usable.filter(wish.identity.fits)
        guard let kind = wish.transports.first(where: { kind in fitting.contains { $0.kind == kind } }) else {
            // The port alone fits everywhere else.
            let says = wish.identity.vendor != nil || wish.identity.serial != nil
            let elsewhere = says ? usable.filter(wish.identity.fitsElsewhere) : []
            return .none(.absent(elsewhere: elsewhere))
        }
        let found = narrow(fitting.filter { $0.kind == kind }, wish)
        if let node = found.first {
            if let model = DeviceCatalogue.unsupported(node), case .unsupported(let needed) = model.support {
                return .none(.refused(.unsupported(node, model: model.name, needed: needed)))
            }
            if wish.identity.isOfAModel, let chip = DeviceCatalogue.converter(node) {
                return .none(.refused(.converter(node, chip: chip.name)))
            }
        }
        return .nodes(found)
    }

    /// Of several nodes those that look like what the driver speaks to; of several interfaces of one device the right
    /// one. Leaves at least one.
    private static func narrow(_ nodes: [DeviceNode], _ wish: DeviceWish) -> [DeviceNode] {
        let models = DeviceCatalogue.models(ofDriver: wish.driver)
        let known = nodes.filter { node in models.contains { $0.fits(node) } }
        let nodes = known.isEmpty ? nodes : known
        guard wish.identity.interface == nil, models.contains(where: { $0.choice == .last }) else { return nodes }
        return nodes.filter { node in
            !nodes.contains { other in
                other.usbDevice != nil && other.usbDevice == node.usbDevice
                    && (other.interface ?? 0) > (node.interface ?? 0)
            }
        }
    }
}
