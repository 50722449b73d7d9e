import CUSB
import EventLoop
import Glibc
import Wire

/// Keeps reads waiting at the input endpoint of an interface, and gives it a rest when they fail.
final class USBReader {
    enum Event {
        /// So many bytes in the buffer, which is the receiver's until `reuse`.
        case report(USBTransfer, Int)
        /// A read failed (`errno`); the endpoint is read again after a rest.
        case failed(Int32)
        /// The endpoint has halted and must be let go; then `letGo`.
        case halted(UInt8)
        case gone
    }

    private enum State: Hashable {
        case reading
        /// A read failed (`errno`); the others have not all come back.
        case failing(Int32)
        /// It is halted until it is let go.
        case halted
        case resting(until: Instant)
    }

    var done: (Event) -> Void = { _ in }

    private let link: USBLink
    private let endpoint: USBInterface.Endpoint
    private var reads: [USBTransfer] = []
    /// Those whose buffers the receiver has.
    private var lent = 0
    private var length = 0
    private var state = State.reading

    /// The most that a read asks for: the longest report that Linux takes.
    private static let longest = DeviceSession.longestPacket

    /// `nil` without an endpoint or memory.
    init?(_ link: USBLink, reads count: Int) {
        guard let endpoint = link.interface.input else { return nil }
        self.link = link
        self.endpoint = endpoint
        for _ in 0..<count {
            let read = USBTransfer(capacity: Self.longest + 1024) { [weak self] in self?.completed($0, $1) }
            guard let read else { return nil }
            reads.append(read)
        }
        link.transfers += reads
    }

    /// When the endpoint has rested.
    var deadline: Instant? {
        if case .resting(let end) = state { end } else { nil }
    }

    /// Reads from now on. A read ends with a short packet, or when it is full: it is as long as the longest report, in
    /// whole packets, because a device that sends more than was asked for is cut off.
    func start(longest: Int?) {
        let bytes = min(max(longest ?? 1, 1), Self.longest)
        length = (bytes + endpoint.packet - 1) / endpoint.packet * endpoint.packet
        resume()
    }

    /// The receiver has done with the buffer.
    func reuse(_ read: USBTransfer) {
        lent -= 1
        if state == .reading { submit(read) } else { settleFailure() }
    }

    /// The endpoint is halted no more.
    func letGo() {
        state = .resting(until: BootClock.now + USBTransport.rest)
    }

    /// Reads again.
    func resume() {
        state = .reading
        for read in reads where !read.isUnderWay && state == .reading { submit(read) }
    }

    private func submit(_ read: USBTransfer) {
        guard let handle = link.handle, !read.isUnderWay else { return }
        let code = read.submit(interrupt: endpoint.address, of: handle, count: length)
        switch code {
        case 0: break
        case LIBUSB_ERROR_NO_DEVICE.rawValue: done(.gone)
        default: fail(USBError.errno(code))
        }
    }

    private func completed(_ read: USBTransfer, _ result: USBTransfer.Result) {
        switch result {
        case .done(let count) where count > 0:
            lent += 1
            done(.report(read, count))
        case .done: if state == .reading { submit(read) }
        case .cancelled: break
        case .gone: done(.gone)
        case .failed(let code): fail(code)
        }
        settleFailure()
    }

    /// The others come back first: a halted endpoint must not have reads waiting when it is let go.
    private func fail(_ code: Int32) {
        guard state == .reading else { return }
        state = .failing(code)
        for read in reads { read.cancel() }
        settleFailure()
    }

    private func settleFailure() {
        guard case .failing(let code) = state, lent == 0, !reads.contains(where: \.isUnderWay) else { return }
        if code == EPIPE {
            state = .halted
            done(.halted(endpoint.address))
        } else {
            letGo()
            done(.failed(code))
        }
    }
}

@available(*, unavailable)
extension USBReader: Sendable {}
