import EventLoop

/// Why the gate cannot run: what failed, on which file or device, and what to do next.
public struct GateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let problem: String
    /// What to do next.
    public let remedy: String

    init(problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }

    /// An error of a room below, whose own words name the remedy.
    init(what: String, _ cause: some Error, remedy: String = "see `gatehousectl config check`") {
        problem = "\(what): \(cause)"
        self.remedy = remedy
    }

    init(_ error: EventLoopError) {
        problem = "the event loop: \(error)"
        remedy = "raise the limit of open descriptors if it ran out (LimitNOFILE=), else report this"
    }

    /// One line.
    public var description: String { "\(problem); \(remedy)" }
}
