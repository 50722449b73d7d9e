import CLinux
import EventLoop
import Glibc
public import Wire

/// A HID device by the kernel's `hidraw`, held by this process alone: one report per read, its number first if the device
/// numbers its reports.
///
/// Output and feature reports are sent by a thread of the device (`HIDWorker`), because the kernel waits for the device;
/// their failures and answers come by `read`.
public final class HIDRawTransport: Transport {
    /// After this a transfer counts as failed, and its late result is nobody's. A HID transfer takes milliseconds; the
    /// kernel itself gives up after 5 seconds, which is too long to leave a lane without a word.
    static let patience: Duration = .seconds(2)

    /// The path that was opened.
    public let path: String
    /// What the device says it is.
    public let identity: HIDIdentity
    /// A HID device, with its report descriptor.
    public let description: TransportDescription
    /// The descriptor; -1 after `close`.
    public private(set) var fd: Int32
    /// The device itself: the guard process writes reports to it when this process cannot.
    public var writableDescriptor: Int32? { fd >= 0 ? device : nil }

    private let device: Int32
    private let worker: HIDWorker
    private let group: DescriptorGroup
    private let timer: Int32
    private let patience: Duration
    /// When the timer fires.
    private var lookAt: Instant?

    /// Opens `path`, such as `/dev/hidraw0`.
    ///
    /// Throws `transferUnderWay` while another HID device keeps the kernel waiting, because opening would wait too.
    public convenience init(path: String) throws(TransportError) {
        let device = try HIDGate.shared.open { () throws(TransportError) in
            let fd = gh_open(path, O_RDWR | O_NONBLOCK | O_NOCTTY, 0)
            try TransportError.check(fd, path, "open", otherwise: .notHID(path))
            return fd
        }
        guard let device else { throw .transferUnderWay(path) }
        do throws(TransportError) {
            let locked = gh_lock_exclusive(device)
            if locked == -EWOULDBLOCK, HIDWorker.isUnreturned(device) { throw .transferUnderWay(path) }
            try TransportError.check(locked, path, "flock", otherwise: .notHID(path))
            let identity = try HIDIdentity(asking: device, path: path)
            try self.init(
                owning: device, path: path, identity: identity, descriptor: Self.descriptor(device, path),
                calls: .kernel, gate: .shared, patience: Self.patience)
        } catch {
            _ = Glibc.close(device)
            throw error
        }
    }

    /// The transport of an open device. Owns `device` only when it succeeds.
    init(
        owning device: Int32, path: String, identity: HIDIdentity, descriptor: [UInt8], calls: HIDCalls, gate: HIDGate,
        patience: Duration
    ) throws(TransportError) {
        let timer = gh_timerfd_create()
        try TransportError.check(timer, path, "timerfd_create")
        do throws(TransportError) {
            worker = try HIDWorker(device: device, path: path, calls: calls, gate: gate)
            group = try DescriptorGroup(path: path, [device, worker.results.fd, timer])
        } catch {
            _ = Glibc.close(timer)
            throw error
        }
        do throws(TransportError) {
            try worker.start(path: path)
        } catch {
            _ = Glibc.close(timer)
            group.close()
            throw error
        }
        self.path = path
        self.identity = identity
        self.device = device
        self.timer = timer
        self.patience = patience
        description = TransportDescription(kind: .hidraw, reportDescriptor: descriptor)
        fd = group.fd
    }

    deinit { close() }

    /// Reads one report, or tells what became of a transfer.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        guard fd >= 0 else { return .gone(EBADF) }
        while let outcome = worker.takeOutcome() {
            switch outcome {
            case .room: continue  // who waits for room writes again when there is nothing more to read
            case .failed(let code): return .failed(code)
            case .feature(let bytes):
                let count = min(bytes.count, buffer.count)
                buffer.copyBytes(from: bytes.prefix(count))
                return .feature(count)
            }
        }
        let got = gh_read(device, buffer.baseAddress, buffer.count)
        if got > 0 { return .bytes(got) }
        return got == -Int(EAGAIN) ? lookForOverdue() : .gone(Int32(truncatingIfNeeded: -got))
    }

    /// Queues one output report, its number first (0 for a device that does not number them).
    public func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite {
        submit(.write(Array(bytes))) ? .taken(bytes.count) : .taken(0)
    }

    /// Queues a feature report.
    public func setFeature(_ bytes: [UInt8]) -> TransportWrite {
        submit(.setFeature(bytes)) ? .taken(bytes.count) : .taken(0)
    }

    /// Queues the request for a feature report.
    public func getFeature(report: UInt8, length: Int) -> TransportWrite {
        submit(.getFeature(report: report, length: length)) ? .taken(max(length, 1)) : .taken(0)
    }

    /// Lets go of the device, without waiting for a transfer that is under way; see `HIDWorker`.
    public func close() {
        guard fd >= 0 else { return }
        fd = -1
        group.close()
        _ = Glibc.close(timer)
        worker.close()
    }

    private func submit(_ transfer: HIDTransfer) -> Bool {
        guard fd >= 0, worker.submit(transfer) else { return false }
        if lookAt == nil { arm(at: BootClock.now + patience) }
        return true
    }

    /// The timer is not moved with every transfer; it looks here when it fires, and is armed for the rest.
    private func lookForOverdue() -> TransportRead {
        guard let lookAt else { return .nothing }
        let now = BootClock.now
        if now < lookAt { return .nothing }
        _ = gh_counter_take(timer)
        let (isOverdue, next) = worker.look(at: now, patience: patience)
        arm(at: next)
        return isOverdue ? .failed(ETIMEDOUT) : .nothing
    }

    private func arm(at deadline: Instant?) {
        lookAt = deadline
        // Cannot fail: the descriptor is ours and the time is in range.
        if let deadline { _ = gh_timerfd_set(timer, max(deadline.nanoseconds, 1)) }
    }

    private static func descriptor(_ device: Int32, _ path: String) throws(TransportError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(GH_HID_DESCRIPTOR_MAX))
        let count = gh_hid_descriptor(device, &bytes)
        try TransportError.check(count, path, "HIDIOCGRDESC", otherwise: .notHID(path))
        return Array(bytes.prefix(Int(count)))
    }
}

@available(*, unavailable)
extension HIDRawTransport: Sendable {}
