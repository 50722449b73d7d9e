import Foundation
import Journal
import Synchronization
import TestSupport

/// The barrier: notes when its relay is switched, and looks at once whether the journal has the record for it.
final class BarrierWatch: Sendable {
    /// The contact was closed.
    struct Pulse: Sendable {
        /// When the command came, in nanoseconds since boot.
        var at: UInt64
        /// When it was opened again; `nil` while it is closed.
        var offAt: UInt64?
        /// The admission in the journal that no earlier pulse belongs to, read when the command came.
        var admission: ExportedRecord?
    }

    private struct State {
        var pulses: [Pulse] = []
        var problem: String?
    }

    /// A verdict opens the barrier within 5 s or not at all; the rest is for a busy machine to bring the bytes here.
    private static let openingLimit: UInt64 = 15_000_000_000
    private static let on: [UInt8] = [0xA0, 0x01, 0x01, 0xA2]
    private static let off: [UInt8] = [0xA0, 0x01, 0x00, 0xA1]

    private let state = Mutex(State())
    private let isOver = Atomic(false)
    private let site: Site

    init(_ site: Site) {
        self.site = site
    }

    var pulses: [Pulse] { state.withLock { $0.pulses } }
    /// What went wrong while it watched.
    var problem: String? { state.withLock { $0.problem } }
    func stop() { isOver.store(true, ordering: .relaxed) }

    /// Plugs the relay in.
    func watch() throws -> TestThread {
        try TestThread { [self] in
            do { try run() } catch { state.withLock { $0.problem = "\(error)" } }
        }
    }

    private func run() throws {
        let line = try FakeLine(site, "relay-1")
        var pending: [UInt8] = []
        while !isOver.load(ordering: .relaxed) {
            guard let bytes = line.take(), !bytes.isEmpty else {
                pause(.milliseconds(2))
                continue
            }
            let now = bootNanoseconds()
            pending += bytes
            while pending.count >= 4 {
                let command = Array(pending.prefix(4))
                if command == Self.on {
                    try switchedOn(at: now)
                } else if command == Self.off {
                    switchedOff(at: now)
                } else if command[0] != 0xA0 || command[3] != command[0] &+ command[1] &+ command[2] {
                    // A process that is killed may leave half a command; the board looks for the next one.
                    pending.removeFirst()
                    continue
                }
                pending.removeFirst(4)
            }
        }
    }

    private func switchedOn(at now: UInt64) throws {
        let taken = Set(pulses.compactMap { $0.admission?.index })
        let admission = try admissions().last { record in
            guard let decided = record.detail.timing?.decided else { return false }
            return decided <= now && now - decided <= Self.openingLimit && !taken.contains(record.index)
        }
        state.withLock { $0.pulses.append(Pulse(at: now, admission: admission)) }
    }

    private func switchedOff(at now: UInt64) {
        state.withLock { state in
            for index in state.pulses.indices.reversed() {
                guard state.pulses[index].offAt == nil else { return }
                state.pulses[index].offAt = now
            }
        }
    }

    /// The latest admissions, as anybody beside the daemon reads them.
    private func admissions() throws -> [ExportedRecord] {
        let reader = try JournalReader(directory: site.file("journal"))
        let held = try reader.held()
        try reader.seek(to: held.upperBound - min(64, UInt64(held.count)))
        var json = RecordJSON()
        var found: [ExportedRecord] = []
        while let record = try reader.next() {
            found += try ExportedRecord.lines(json.object(record)).filter {
                $0.verdict == "admit" && $0.detail.final == true
            }
        }
        return found
    }
}
