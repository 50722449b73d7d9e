import CLinux
import EventLoop
import Glibc
public import Wire

/// A keyboard scanner by the kernel's input events, taken away from the console and all other programs (`EVIOCGRAB`).
///
/// It is grabbed at the first moment at which no key is down: the system would never see the release of a key that was
/// pressed before, and would hold it for ever. What was typed before the grab is discarded: others have seen it.
public final class EvdevTransport: Transport {
    /// How often the keys are looked at while one is down, beside every event: for a release that no event tells of, and
    /// no oftener than an idle daemon may wake.
    static let recheck: Duration = .seconds(1)

    /// The path that was opened.
    public let path: String
    /// What the device says it is and has.
    public let identity: EvdevIdentity
    /// Keys, and the locks at the time of the grab.
    public private(set) var description = TransportDescription(kind: .evdev)
    /// The descriptor; -1 after `close`.
    public private(set) var fd: Int32

    private let device: Int32
    private let calls: EvdevCalls
    private let group: DescriptorGroup
    private let timer: Int32
    private let recheck: Duration
    private var isGrabbed = false

    /// Opens `path`, such as `/dev/input/event4`, and grabs it unless a key is down: then `obstacle` says so until all
    /// are up. Throws `notAKeyboard` for what moves a pointer or cannot type, and `busy` when another program has
    /// grabbed it.
    ///
    /// It cannot tell a scanner from the operator's keyboard: open only what the site names.
    public convenience init(path: String) throws(TransportError) {
        let other = TransportError.notAKeyboard(path, because: "is no input device")
        let device = gh_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0)
        try TransportError.check(device, path, "open", otherwise: other)
        do throws(TransportError) {
            let identity = try EvdevIdentity(asking: device, path: path)
            if let objection = identity.objection { throw .notAKeyboard(path, because: objection) }
            // Times that never jump. Without it they are wall time, by which no driver lives.
            _ = gh_evdev_monotonic(device)
            try self.init(
                owning: device, path: path, identity: identity, calls: .kernel, recheck: Self.recheck)
        } catch {
            _ = Glibc.close(device)
            throw error
        }
    }

    /// The transport of an open device. Owns `device` only when it succeeds.
    init(
        owning device: Int32, path: String, identity: EvdevIdentity, calls: EvdevCalls, recheck: Duration
    ) throws(TransportError) {
        timer = gh_timerfd_create()
        try TransportError.check(timer, path, "timerfd_create")
        do throws(TransportError) {
            group = try DescriptorGroup(path: path, [device, timer])
        } catch {
            _ = Glibc.close(timer)
            throw error
        }
        self.device = device
        self.path = path
        self.identity = identity
        self.calls = calls
        self.recheck = recheck
        fd = group.fd
        let attempt = grabIfKeysAreUp()
        guard case .failed(let call, let code) = attempt else { return }
        fd = -1
        group.close()
        _ = Glibc.close(timer)
        try TransportError.check(-code, path, call)
    }

    deinit { close() }

    /// A key is down that was pressed before the device was ours.
    public var obstacle: String? {
        isGrabbed ? nil : "a key of it is held down; let go of all its keys, or plug it in again"
    }

    /// Reads a batch of whole input events.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        guard fd >= 0 else { return .gone(EBADF) }
        if !isGrabbed {
            switch grabIfKeysAreUp() {
            case .grabbed: return .settled
            case .keyDown: return .nothing
            case .failed(_, let code): return .gone(code)
            }
        }
        let got = gh_read(device, buffer.baseAddress, buffer.count - buffer.count % Self.eventSize)
        if got == -Int(EAGAIN) { return .nothing }
        if got <= 0 { return .gone(Int32(truncatingIfNeeded: -got)) }
        // The kernel gives whole events only; a rest means that no event can be trusted any more.
        return got % Self.eventSize == 0 ? .bytes(got) : .gone(EBADMSG)
    }

    /// Takes nothing: a scanner that types is told nothing by this way.
    public func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite { .taken(0) }

    /// Gives the keyboard back and closes it.
    public func close() {
        guard fd >= 0 else { return }
        fd = -1
        // Closing gives it back as well; a copy of the descriptor in a child would not.
        if isGrabbed { _ = calls.grab(device, false) }
        isGrabbed = false
        group.close()
        _ = Glibc.close(timer)
        _ = Glibc.close(device)
    }

    private static let eventSize = Int(GH_EVDEV_EVENT_SIZE)
}

@available(*, unavailable)
extension EvdevTransport: Sendable {}

extension EvdevTransport {
    private enum Attempt {
        case grabbed
        case keyDown
        case failed(call: String, code: Int32)
    }

    /// In this order: a key that goes down between the first look and the grab is seen by the second look. Asking for
    /// the keys drops key events that wait, which is why the events are ours only after the last look.
    private func grabIfKeysAreUp() -> Attempt {
        _ = gh_counter_take(timer)
        let gone = discardEvents()
        if gone != 0 { return .failed(call: "read", code: gone) }
        var keys = KeyBits()
        var result = calls.keysDown(device, &keys)
        if result < 0 { return .failed(call: "EVIOCGKEY", code: -result) }
        guard keys.isEmpty else { return wait() }
        result = calls.grab(device, true)
        if result < 0 { return .failed(call: "EVIOCGRAB", code: -result) }
        result = calls.keysDown(device, &keys)
        guard result >= 0, keys.isEmpty else {
            _ = calls.grab(device, false)
            return result < 0 ? .failed(call: "EVIOCGKEY", code: -result) : wait()
        }
        isGrabbed = true
        lookAtLights()
        return .grabbed
    }

    private func wait() -> Attempt {
        let deadline = BootClock.now + recheck
        _ = gh_timerfd_set(timer, deadline.nanoseconds)  // cannot fail: ours, and in range
        return .keyDown
    }

    /// While the keyboard is grabbed, its locks are no longer set by others: they stay as they are now.
    private func lookAtLights() {
        var lights = KeyBits()
        if calls.lights(device, &lights) < 0 { return }
        // A device without the light follows no Num Lock: its digits are digits.
        description.numLock = identity.hasNumLockLight ? lights[KeyBits.numLock] : true
        description.capsLock = lights[KeyBits.capsLock]
    }

    /// Returns `errno` when the device is gone.
    private func discardEvents() -> Int32 {
        withUnsafeTemporaryAllocation(byteCount: 64 * Self.eventSize, alignment: 8) { buffer in
            // More than the kernel keeps for one reader (EVDEV_BUF_PACKETS); what comes after is discarded next time.
            for _ in 0..<64 {
                let got = gh_read(device, buffer.baseAddress, buffer.count)
                if got == -Int(EAGAIN) { return 0 }
                if got <= 0 { return got == 0 ? ENODEV : Int32(truncatingIfNeeded: -got) }
            }
            return 0
        }
    }
}
