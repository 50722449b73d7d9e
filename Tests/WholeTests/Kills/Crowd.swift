import Synchronization
import TestSupport

/// People who come one after the other for as long as it lasts: a thermometer and a scanner on threads of their own, that
/// do not care whether anybody listens.
final class Crowd: Sendable {
    private let isOver = Atomic(false)
    private let site: Site
    private let codes: [String]

    /// People with the example passes of `site`.
    init(_ site: Site) throws {
        self.site = site
        // Mostly residents: whoever is held keeps the lane for twenty seconds.
        codes = try ["resident", "resident-2", "resident", "resident-2", "resident", "visitor", "expired"].map {
            try site.pass($0)
        }
    }

    /// Plugs the devices in and lets people come; `seed` says who.
    func come(seed: UInt64) throws -> [TestThread] {
        [try TestThread { [self] in temperatures(seed) }, try TestThread { [self] in scans(seed &+ 1) }]
    }

    /// Nobody comes any more.
    func stop() { isOver.store(true, ordering: .relaxed) }

    private var isOn: Bool { !isOver.load(ordering: .relaxed) }

    private func temperatures(_ seed: UInt64) {
        guard let line = try? FakeLine(site, "thermo-1") else { return }
        var random = SplitMix(seed: seed)
        while isOn {
            // One in eight has a fever; the frames differ within the band of a stable reading.
            let fever = Int.random(in: 0..<8, using: &random) == 0
            let skin = fever ? 3790 : Int.random(in: 3600...3690, using: &random)
            for _ in 0..<Int.random(in: 24...32, using: &random) {
                send(Frames.frame(object: skin + Int.random(in: -5...5, using: &random)), line)
            }
            for _ in 0..<4 { send(Frames.nobody, line) }
        }
    }

    private func send(_ frame: [UInt8], _ line: FakeLine) {
        line.offer(frame)
        // The gate's requests are taken, so that its side never fills.
        _ = line.take()
        pause(Frames.interval)
    }

    private func scans(_ seed: UInt64) {
        guard let line = try? FakeLine(site, "scan-1") else { return }
        var random = SplitMix(seed: seed)
        while isOn {
            line.offer(Array(((codes.randomElement(using: &random) ?? "") + "\r\n").utf8))
            pause(.milliseconds(Int.random(in: 200...3000, using: &random)))
        }
    }
}
