import Wire

/// The answers of a device that is asked: each leaves a moment after its request, and some only with the next one.
struct AnswerQueue: Hashable, Sendable {
    /// Answers that wait; more than a host could ask for in a second are lost.
    static let capacity = 64

    private struct Answer: Hashable, Sendable {
        var frame: [UInt8]
        var time: Instant
    }

    /// How long the device takes for an answer.
    let delay: Duration
    /// How many of the next answers will come one request later.
    var late = 0

    private var queue: [Answer] = []
    private var held: [UInt8]?

    init(delay: Duration) {
        self.delay = delay
    }

    /// When the next answer leaves.
    var deadline: Instant? { queue.first?.time }

    /// Answers a request of `now`.
    mutating func answer(_ frame: [UInt8], at now: Instant) {
        let previous = held
        held = nil
        if let previous { append(previous, at: now) }
        if late > 0 {
            late -= 1
            held = frame
        } else {
            append(frame, at: now)
        }
    }

    /// Lets go what is due.
    mutating func tick(at now: Instant, _ send: ([UInt8]) -> Void) {
        while let first = queue.first, first.time <= now {
            queue.removeFirst()
            send(first.frame)
        }
    }

    /// Without power: nothing waits any more.
    mutating func clear() {
        queue = []
        held = nil
        late = 0
    }

    private mutating func append(_ frame: [UInt8], at now: Instant) {
        guard queue.count < Self.capacity else { return }
        queue.append(Answer(frame: frame, time: now + delay))
    }
}
