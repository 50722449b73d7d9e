import Admission
import CFloor
import Codes
import EventLoop
import Glibc
import Wire

/// From a frame's bytes in a pipe to the lane's decision: the real loop, driver and lane against C with epoll and read.
struct FrameBench {
    /// Rounds of each side, and frames in each: enough for a 99th percentile, in half a minute.
    private let rounds = 5
    private let frames = 2000
    /// Time between frames; a real sensor sends every 100 ms, and nothing here depends on it.
    private let pauseMicroseconds: UInt32 = 1000

    func run() throws -> Comparison {
        var comparison = Comparison()
        for _ in 0..<rounds {
            comparison.floor += try round { fd, decided in
                Int(gh_floor_frames(fd, decided, frames))
            }
            comparison.house += try round { fd, decided in
                try HouseLoop(fd: fd, decided: decided, frames: frames).run()
            }
        }
        return comparison
    }

    private func round(_ receive: (Int32, UnsafeMutablePointer<UInt64>) throws -> Int) throws -> [UInt64] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError(description: "pipe failed: errno \(errno)") }
        defer {
            close(ends[0])
            close(ends[1])
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let decided = UnsafeMutablePointer<UInt64>.allocate(capacity: frames)
        decided.initialize(repeating: 0, count: frames)
        defer { decided.deallocate() }
        let feeder = Feeder(fd: ends[1], frames: frames, pause: pauseMicroseconds)
        try feeder.start()
        let count = try receive(ends[0], decided)
        feeder.join()
        guard count == frames else { throw BenchError(description: "\(count) of \(frames) frames were decided") }
        return (0..<frames).map { decided[$0] &- feeder.written[$0] }
    }
}

/// The house's side: the event loop, the driver and a lane, with nothing replaced.
private final class HouseLoop {
    private let reactor: EventLoop
    private var driver = GYMCU90614()
    private var lane: Lane
    private let decided: UnsafeMutablePointer<UInt64>
    private let frames: Int
    private var count = 0
    private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256)
    private let clock = LaneClock(unix: UnixTime(seconds: 1_795_000_000), quality: .synchronised, minuteOfDay: 360)

    init(fd: Int32, decided: UnsafeMutablePointer<UInt64>, frames: Int) throws {
        reactor = try EventLoop()
        var settings = LaneSettings(number: 1, name: "bench")
        settings.measurement.calibrationRequired = false
        lane = Lane(settings: settings, thermometer: Thermometer(name: "t", driver: "gy-mcu90614"), seed: 1)
        self.decided = decided
        self.frames = frames
        lane.deviceChanged(.thermometer, to: .ready, at: reactor.now, clock: clock) { _ in }
        _ = try reactor.register(fd, events: .readable) { [unowned self] _, now in readable(fd, now) }
    }

    deinit { buffer.deallocate() }

    func run() throws -> Int {
        try reactor.run()
        return count
    }

    private func readable(_ fd: Int32, _ now: Instant) {
        let got = read(fd, buffer.baseAddress, buffer.count)
        guard got > 0 else { return reactor.stop() }
        driver.receive(UnsafeBufferPointer(rebasing: buffer[..<got]).span, at: now) { event in
            guard case .sample(let sample) = event else { return }
            lane.receive(sample: sample, at: now, clock: clock) { _ in }
            if count < frames {
                decided[count] = Feeder.now
                count += 1
            }
        }
        if count >= frames { reactor.stop() }
    }
}
