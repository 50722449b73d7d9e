import Wire

/// The armed timers of one loop, as a binary heap. Arming, cancelling and firing take O(log n) and allocate nothing
/// once the heap has grown to the number of timers.
final class TimerQueue {
    /// The time of the pass; no timer is armed before it, so that one which re-arms itself cannot keep others waiting.
    var now: Instant
    private var heap: [Timer] = []
    private var sequence: UInt64 = 0

    init(now: Instant) {
        self.now = now
    }

    /// The first deadline.
    var next: Instant? { first?.due }

    // Not `heap.first` and `heap.swapAt`: without optimisation these are generic calls that allocate, and the test that
    // counts allocations runs without.
    private var first: Timer? { heap.isEmpty ? nil : heap[0] }

    func arm(_ timer: Timer, at deadline: Instant) {
        sequence += 1
        timer.sequence = sequence
        timer.due = max(deadline, now)
        if let position = timer.position {
            settle(position)
        } else {
            timer.position = heap.count
            heap.append(timer)
            rise(heap.count - 1)
        }
    }

    func remove(_ timer: Timer) {
        guard let position = timer.position else { return }
        timer.position = nil
        let last = heap.removeLast()
        if last !== timer {
            place(last, position)
            settle(position)
        }
    }

    /// Fires what is due at `now`, in order. A timer that is armed meanwhile waits for the next pass.
    func fire() {
        let limit = sequence
        while let first, first.due <= now, first.sequence <= limit {
            remove(first)
            first.body(now)
        }
    }

    private func place(_ timer: Timer, _ position: Int) {
        heap[position] = timer
        timer.position = position
    }

    private func settle(_ position: Int) {
        rise(position)
        sink(position)
    }

    private func rise(_ start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard heap[position].precedes(heap[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private func sink(_ start: Int) {
        var position = start
        while true {
            var least = position
            for child in (2 * position + 1)...(2 * position + 2)
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            if least == position { return }
            exchange(position, least)
            position = least
        }
    }

    private func exchange(_ first: Int, _ second: Int) {
        let moved = heap[first]
        place(heap[second], first)
        place(moved, second)
    }
}
