import CLinux
import EventLoop
import Glibc
import Synchronization
import Wire

/// The thread of one HID device that waits for its transfers, so that the loop need not.
///
/// It owns the device's descriptor: a transfer that is stuck in the kernel can be neither cancelled nor closed under, so
/// the descriptor is closed by the thread, when the transfer has returned. Until then the device stays locked and cannot
/// be opened again: a device that is stuck for good costs one thread, not one for each attempt.
final class HIDWorker: Sendable {
    /// Transfers that may wait. Drivers have one or two under way; more means that the device takes nothing.
    static let capacity = 16

    private struct State {
        var waiting: [HIDTransfer] = []
        /// Since when one is under way.
        var begun: Instant?
        /// Whether the loop was told that it takes too long: its result is then nobody's.
        var isOverdue = false
        /// Whether the loop was refused, and waits to hear of room.
        var wasFull = false
        var isClosing = false
        var outcomes: [HIDTransfer.Outcome] = []
    }

    /// The file behind a descriptor; unlike the number of a device it is unique among sockets too.
    private struct FileKey: Hashable {
        let system: UInt64
        let file: UInt64

        init(_ fd: Int32) {
            var status = stat()
            let isKnown = fstat(fd, &status) == 0
            system = isKnown ? UInt64(status.st_dev) : .max
            file = isKnown ? UInt64(status.st_ino) : .max
        }
    }

    /// Devices that were closed while a transfer was under way.
    private static let unreturned = Mutex<Set<FileKey>>([])

    /// Readable while there are outcomes.
    let results: Wakeup
    private let bell: Int32
    private let device: Int32
    private let calls: HIDCalls
    private let gate: HIDGate
    private let state = Mutex(State())

    /// A worker for `device` that does nothing until `start`.
    init(device: Int32, path: String, calls: HIDCalls, gate: HIDGate) throws(TransportError) {
        do {
            results = try Wakeup()
        } catch {
            throw .system(path, call: error.call, code: error.code)
        }
        bell = gh_doorbell_create()
        self.device = device
        self.calls = calls
        self.gate = gate
        if bell < 0 { throw .system(path, call: "eventfd", code: -bell) }
    }

    deinit {
        if bell >= 0 { _ = Glibc.close(bell) }
    }

    /// Starts the thread, which owns the device from then on.
    func start(path: String) throws(TransportError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let failure = Self.startThread(name) { [self] in run() }
        if failure != 0 { throw .system(path, call: "pthread_create", code: failure) }
    }

    /// Whether a transfer to the device behind `fd` outlived the transport that began it.
    static func isUnreturned(_ fd: Int32) -> Bool {
        let key = FileKey(fd)
        return unreturned.withLock { $0.contains(key) }
    }

    // MARK: On the loop

    /// Queues a transfer; false when there is no room.
    func submit(_ transfer: HIDTransfer) -> Bool {
        let isTaken = state.withLock { state in
            if state.waiting.count >= Self.capacity {
                state.wasFull = true
                return false
            }
            state.waiting.append(transfer)
            return true
        }
        if isTaken { _ = gh_doorbell_ring(bell) }
        return isTaken
    }

    /// The oldest outcome.
    func takeOutcome() -> HIDTransfer.Outcome? {
        state.withLock { state in
            guard !state.outcomes.isEmpty else { return nil }
            let outcome = state.outcomes.removeFirst()
            if state.outcomes.isEmpty { _ = gh_counter_take(results.fd) }
            return outcome
        }
    }

    /// Looks whether the transfer that is under way has taken longer than `patience`, and tells so once for each.
    /// `next` is when to look again; `nil` when nothing is under way.
    func look(at now: Instant, patience: Duration) -> (isOverdue: Bool, next: Instant?) {
        state.withLock { state in
            guard let begun = state.begun else { return (false, state.waiting.isEmpty ? nil : now + patience) }
            if state.isOverdue { return (false, now + patience) }
            if now < begun + patience { return (false, begun + patience) }
            state.isOverdue = true
            return (true, now + patience)
        }
    }

    /// Lets the thread end: at once, or when the transfer that is under way has returned.
    func close() {
        state.withLock { state in
            state.isClosing = true
            if state.begun == nil {
                _ = gh_unlock(device)  // so that the device can be opened again before the thread has closed it
            } else {
                let key = FileKey(device)
                _ = Self.unreturned.withLock { $0.insert(key) }
            }
        }
        _ = gh_doorbell_ring(bell)
    }

    // MARK: On the thread

    private func run() {
        while let transfer = next() {
            let outcome = gate.transfer { transfer.perform(on: device, calls) }
            finish(outcome)
        }
        let key = FileKey(device)
        _ = Glibc.close(device)
        _ = Self.unreturned.withLock { $0.remove(key) }
    }

    /// Waits for the next transfer; `nil` when the device was closed. Those that wait then are dropped with it.
    private func next() -> HIDTransfer? {
        while true {
            let (transfer, isClosing) = state.withLock { state -> (HIDTransfer?, Bool) in
                if state.isClosing || state.waiting.isEmpty { return (nil, state.isClosing) }
                state.begun = BootClock.now
                return (state.waiting.removeFirst(), false)
            }
            if isClosing { return nil }
            if let transfer { return transfer }
            _ = gh_doorbell_wait(bell)
        }
    }

    private func finish(_ outcome: HIDTransfer.Outcome?) {
        state.withLock { state in
            if let outcome, !state.isOverdue { state.outcomes.append(outcome) }
            if state.wasFull { state.outcomes.append(.room) }
            state.begun = nil
            state.isOverdue = false
            state.wasFull = false
            if !state.outcomes.isEmpty { results.signal() }
        }
    }
}
