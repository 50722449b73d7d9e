import Glibc

/// A thread that writes thermometer frames into a pipe and notes when.
///
/// `@unchecked Sendable`: `written` is filled by the thread and read only after `join`.
final class Feeder: @unchecked Sendable {
    private(set) var written: [UInt64]
    private let fd: Int32
    private let pause: UInt32
    private var thread = pthread_t()

    init(fd: Int32, frames: Int, pause: UInt32) {
        self.fd = fd
        self.pause = pause
        written = Array(repeating: 0, count: frames)
    }

    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    func start() throws {
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Feeder>.fromOpaque(context).takeUnretainedValue().feed() }
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
        guard status == 0 else { throw BenchError(description: "pthread_create failed: \(status)") }
    }

    func join() {
        pthread_join(thread, nil)
    }

    /// Somebody at 36.1 °C in a room of 22.5 °C, moving a little, who stays: the steady state of a busy lane.
    private func feed() {
        for index in written.indices {
            let object = 3610 + index % 7
            var frame: [UInt8] = [
                0x5A, 0x5A, 0x45, 0x04, UInt8(object >> 8), UInt8(object & 0xFF), 0x08, 0xCA, 0,
            ]
            frame[8] = frame[..<8].reduce(0, &+)
            usleep(pause)
            written[index] = Self.now
            _ = write(fd, frame, frame.count)
        }
    }
}
