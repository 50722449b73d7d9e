import Wire

/// Which node each device of a gate has, as nodes come and go.
struct NodeClaims {
    /// What a device has to do, because nodes changed.
    enum Task: Hashable {
        /// The node that it uses is gone.
        case lose
        /// Another node is the right one.
        case move
        /// Something else than before is known about what it may open.
        case look
    }

    /// What each place asks for; `nil` for a device that is found by its path.
    private let wishes: [DeviceWish?]
    private(set) var outcomes: [MatchOutcome]
    /// The syspath of the node that each place has opened, until that is gone from the system.
    private var inUse: [Int: String] = [:]
    private var nodes: [String: DeviceNode] = [:]

    init(_ wishes: [DeviceWish?]) {
        self.wishes = wishes
        outcomes = wishes.map { _ in .absent(elsewhere: []) }
    }

    /// What there is for the device at `place`, in words when it is no node.
    func outcome(at place: Int) -> (outcome: MatchOutcome, problem: String?) {
        (outcomes[place], wishes[place].flatMap { outcomes[place].problem(of: $0) })
    }

    /// The node that the device at `place` uses, or would.
    func node(at place: Int) -> DeviceNode? {
        if let path = inUse[place] { return nodes[path] }
        if case .found(let node) = outcomes[place] { return node }
        return nil
    }

    /// The device at `place` has opened its node.
    mutating func use(_ node: DeviceNode, at place: Int) {
        inUse[place] = node.syspath
    }

    /// Takes the change in, and returns what devices have to do, by their places.
    mutating func take(_ change: NodeChange) -> [(place: Int, task: Task)] {
        var tasks: [Int: Task] = [:]
        let before = outcomes
        var news: DeviceNode?
        switch change {
        case .appeared(let node): nodes[node.syspath] = node
        case .changed(let node):
            nodes[node.syspath] = node
            news = node
        case .removed(let node):
            nodes[node.syspath] = nil
            for (place, path) in inUse where path == node.syspath {
                tasks[place] = .lose
                inUse[place] = nil
            }
        }
        let places = wishes.indices.filter { wishes[$0] != nil }
        let held = inUse.filter { wishes[$0.key] != nil }
        let matched = DeviceMatcher.match(
            places.compactMap { wishes[$0] }, nodes: Array(nodes.values),
            held: Dictionary(
                uniqueKeysWithValues: places.enumerated().compactMap { index, place in
                    held[place].map { (index, $0) }
                }))
        for (place, outcome) in zip(places, matched) {
            outcomes[place] = outcome
            if tasks[place] != nil { continue }
            if case .found(let node) = outcome, let path = inUse[place], node.syspath != path {
                tasks[place] = .move
            } else if case .found(let node) = outcome, node == news {
                tasks[place] = .look
            } else if outcome != before[place] {
                tasks[place] = .look
            }
        }
        return tasks.sorted { $0.key < $1.key }.map { (place: $0.key, task: $0.value) }
    }
}
