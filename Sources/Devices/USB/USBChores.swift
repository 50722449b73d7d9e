import CLinux
import EventLoop
import Glibc
import Synchronization
import Wire

/// What the kernel does with a whole USB device, and takes its time for: giving an interface back to its driver, and
/// resets. A driver that gets an interface asks the device a lot, and each question to a device that hangs lasts 5
/// seconds; so a thread does it that nobody waits for, and that ends with it. No transfer of ours runs on it.
enum USBChores {
    /// How many chores each node has, by its path. Whoever opened such a node would wait for them too: the kernel has one
    /// lock for a device.
    private static let busy = Mutex<[String: Int]>([:])
    /// Rung when a chore is over.
    private static let bell = gh_eventfd_create()

    /// Whether the node at `path` has to be left alone for now.
    static func has(_ path: String) -> Bool {
        busy.withLock { $0[path] != nil }
    }

    /// The node has to be left alone from now on, until `end`.
    static func begin(_ path: String) {
        busy.withLock { $0[path, default: 0] += 1 }
    }

    /// What `begin` began is over.
    static func end(_ path: String) {
        busy.withLock { busy in
            let left = (busy[path] ?? 1) - 1
            busy[path] = left > 0 ? left : nil
        }
        _ = gh_eventfd_signal(bell)
    }

    /// Gives `interface` back to the kernel's drivers and closes `device`, which is the node at `path`. Whoever calls it
    /// has begun the chore.
    static func giveBack(_ interface: UInt8, device: Int32, path: String) {
        run(path) {
            _ = gh_usb_give_back(device, UInt32(interface))
            close(device)
        } instead: {
            close(device)
        }
    }

    /// Resets the device whose node is at `path`, and gives its interfaces to the kernel's drivers. `done` gets 0 or
    /// `errno`, on the thread.
    static func reset(_ path: String, done: @escaping @Sendable (Int32) -> Void) {
        begin(path)
        run(path) {
            done(reset(path))
        } instead: {
            done(EAGAIN)
        }
    }

    /// Waits until nothing is under way, at most for `patience`: for the end of the program, with which threads end.
    static func settle(_ patience: Duration) {
        let end = BootClock.now + patience
        while true {
            let now = BootClock.now
            if now >= end || busy.withLock({ $0.isEmpty }) { return }
            var entry = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
            let left = (end - now).components
            poll(&entry, 1, Int32(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000) + 1)
            _ = gh_counter_take(bell)
        }
    }

    private static func run(
        _ path: String, _ body: @escaping @Sendable () -> Void, instead: () -> Void
    ) {
        let failure = HIDWorker.startThread("usb-chore") {
            body()
            end(path)
        }
        guard failure != 0 else { return }
        instead()
        end(path)
    }

    private static func reset(_ path: String) -> Int32 {
        let device = gh_open(path, O_RDWR | O_NONBLOCK | O_NOCTTY, 0)
        if device < 0 { return -device }
        defer { close(device) }
        let code = gh_usb_reset(device)
        // A driver that was kept out gets its interface; those that have theirs say so.
        if code == 0 { for number in 0..<mostInterfaces { _ = gh_usb_give_back(device, number) } }
        return -code
    }

    /// The most interfaces of a configuration that Linux takes (`USB_MAXINTERFACES`).
    private static let mostInterfaces: UInt32 = 32
}
