import CLinux
import EventLoop
import Glibc
import Wire

extension BarrierGuard {
    /// The whole life of the guard process: watches standard input until the daemon is gone. Returns the exit status.
    ///
    /// It ignores the signals that end services, because the daemon gets them too and must go first.
    public static func runGuardProcess() -> Int32 {
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE] { _ = gh_signal_ignore(signal) }
        var watch = BarrierWatch(input: STDIN_FILENO)
        return watch.run()
    }
}

/// What the guard process watches over.
struct BarrierWatch {
    /// One port whose contacts may be closed.
    private struct Armed {
        let device: String
        let descriptor: Int32
        let off: [[UInt8]]
        let deadline: Instant
    }

    /// How long a port that takes nothing is tried, so that the process ends some time.
    private static let patience: Duration = .seconds(3)
    /// All is sent twice, so far apart that one disturbance does not reach both: nothing is read back. Milliseconds.
    private static let repeatDelay: Int32 = 200
    /// From one write of a port to the next, in milliseconds: on a line for two a device answers for 17 ms at 9600 baud,
    /// after up to 20 ms of thought, and does not hear what is sent meanwhile.
    private static let pause: Int32 = 50

    private let input: Int32
    private var armed: [Armed] = []

    init(input: Int32) {
        self.input = input
    }

    mutating func run() -> Int32 {
        while true {
            var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, timeout())
            if ready < 0, errno != EINTR { return giveUp(1) }
            if ready > 0, let status = obey() { return giveUp(status) }
            let now = BootClock.now
            let late = armed.filter { $0.deadline <= now }
            armed.removeAll { $0.deadline <= now }
            switchOff(late, because: "was not switched off in time")
        }
    }

    /// Takes one message; returns the exit status when there are no more.
    private mutating func obey() -> Int32? {
        var bytes = [UInt8](repeating: 0, count: GuardOrder.longest)
        var passed: Int32 = -1
        let count = gh_receive_descriptor(input, &bytes, bytes.count, &passed)
        if count == -Int(EAGAIN) { return nil }
        if count <= 0 { return count == 0 ? 0 : 1 }
        switch GuardOrder(bytes.prefix(count)) {
        case .arm(let device, let off, let limit) where passed >= 0:
            forget(device)
            armed.append(Armed(device: device, descriptor: passed, off: off, deadline: BootClock.now + limit))
        case .disarm(let device):
            forget(device)
        default:
            // Not understood, so it could not be done: the daemon sees this process end, and opens nothing without it.
            return 1
        }
        return nil
    }

    private mutating func forget(_ device: String) {
        for former in armed where former.device == device { close(former.descriptor) }
        armed.removeAll { $0.device == device }
    }

    private mutating func giveUp(_ status: Int32) -> Int32 {
        switchOff(armed, because: "was left on by a daemon that is gone")
        armed = []
        return status
    }

    private func switchOff(_ ports: [Armed], because reason: String) {
        if ports.isEmpty { return }
        writeOff(ports)
        poll(nil, 0, Self.repeatDelay)
        writeOff(ports)
        for port in ports {
            close(port.descriptor)
            let line = "barrier guard: \(port.device) \(reason); sent off\n"
            _ = gh_write(STDERR_FILENO, line, line.utf8.count)
        }
    }

    /// The first write of each port, then the second of each, so that none waits for another's pauses.
    private func writeOff(_ ports: [Armed]) {
        let end = BootClock.now + Self.patience
        let most = ports.map(\.off.count).max() ?? 0
        for index in 0..<most {
            if index > 0 { poll(nil, 0, Self.pause) }
            for port in ports where index < port.off.count { write(port.off[index], to: port.descriptor, until: end) }
        }
    }

    /// Writes all of `bytes`, or gives up when the port is gone or takes nothing.
    private func write(_ bytes: [UInt8], to descriptor: Int32, until end: Instant) {
        var rest = bytes[...]
        while !rest.isEmpty, BootClock.now < end {
            let written = rest.withUnsafeBytes { gh_write(descriptor, $0.baseAddress, $0.count) }
            if written == -Int(EAGAIN) {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, Self.repeatDelay)
            } else if written <= 0 {
                return
            } else {
                rest = rest.dropFirst(written)
            }
        }
    }

    /// Milliseconds until the next deadline, rounded up; -1 when there is none.
    private func timeout() -> Int32 {
        guard let next = armed.map(\.deadline).min() else { return -1 }
        let milliseconds = ((next - BootClock.now).nanoseconds + 999_999) / 1_000_000
        return Int32(clamping: max(0, milliseconds))
    }
}
