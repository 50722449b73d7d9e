import CLinux
import CUSB
import EventLoop
import Glibc
public import Wire

/// A HID device by libusb, without the kernel's HID driver: one report per read, as `hidraw` gives and takes them.
///
/// All transfers are asynchronous and complete on the loop, in `read`. The kernel's driver loses the interface when it is
/// claimed, and gets it back at the end (`USBChores`).
public final class USBTransport: Transport {
    /// After this a request counts as failed. The same as for `hidraw`.
    static let patience: Duration = .seconds(2)
    /// How many reads wait at the endpoint: a scanner sends a code in reports one after the other, and the loop may be
    /// busy for a few of them.
    static let reads = 4
    /// How long an endpoint rests after a failed read. What fails at once would otherwise fail a thousand times a second;
    /// usbhid begins with 13 ms.
    static let rest: Duration = .milliseconds(20)

    /// The path that was opened.
    public var path: String { link.path }
    /// A HID device, with its report descriptor.
    public private(set) var description = TransportDescription(kind: .usb)
    /// The descriptor; -1 after `close`.
    public private(set) var fd: Int32

    private let link: USBLink
    private let requests: USBRequests
    private let reader: USBReader
    private var outcomes = USBOutcomes()
    private var isDescribed = false

    /// Opens the node at `path`, such as `/dev/bus/usb/001/004`, and takes the interface from the kernel's driver.
    /// `isSettling` until its report descriptor is there.
    ///
    /// Throws `busy` when another program has claimed the interface, `noInterface` when there is none like it, and
    /// `changingHands` while a former owner has not let go.
    public init(path: String, choice: USBInterfaceChoice = .first) throws(TransportError) {
        link = try USBLink(path: path, choice: choice)
        fd = link.group.fd
        guard let requests = USBRequests(link), let reader = USBReader(link, reads: Self.reads) else {
            link.close()
            throw .system(path, call: "libusb_alloc_transfer", code: ENOMEM)
        }
        self.requests = requests
        self.reader = reader
        requests.done = { [weak self] request, result in self?.answered(request, result) }
        reader.done = { [weak self] event in self?.came(event) }
        _ = requests.submit(.describe(length: link.interface.descriptorLength))
        link.wake(at: nil)
    }

    deinit { close() }

    /// Its report descriptor has not come yet. It comes, or the device counts as gone after `patience`.
    public var isSettling: Bool { !isDescribed }

    // `writableDescriptor` stays `nil`: a node of usbfs cannot be written to, and a guard process that believed it could
    // would leave a barrier open.

    /// Nothing that is under way when it is closed is freed before it came back.
    public var remains: (any TransportRemains)? { fd < 0 && link.handle != nil ? link : nil }

    /// Reads one report, or tells what became of a transfer.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        guard fd >= 0 else { return .gone(EBADF) }
        if outcomes.isEmpty {
            link.takeAlarm()
            link.pump()
            if let rested = reader.deadline, BootClock.now >= rested { reader.resume() }
        }
        defer {
            // What is left must wake the loop again: libusb's descriptors say nothing of it.
            link.wake(at: outcomes.isEmpty ? reader.deadline : BootClock.now)
        }
        switch outcomes.take() {
        case nil: return .nothing
        case .settled: return .settled
        case .failed(let code): return .failed(code)
        case .gone(let code): return .gone(code)
        case .report(let transfer, let count):
            let taken = min(count, buffer.count)
            buffer.copyMemory(from: UnsafeRawBufferPointer(start: transfer.buffer.baseAddress, count: taken))
            reader.reuse(transfer)
            return .bytes(taken)
        case .feature(let bytes):
            let taken = min(bytes.count, buffer.count)
            buffer.copyBytes(from: bytes.prefix(taken))
            return .feature(taken)
        }
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

    /// Cancels all transfers, and gives the interface back when they have returned.
    public func close() {
        guard fd >= 0 else { return }
        fd = -1
        link.close()
    }

    /// The same, without giving the interface back.
    public func abandon() {
        link.isAbandoned = true
        close()
    }

    private func submit(_ request: USBRequest) -> Bool {
        guard fd >= 0, isDescribed else { return false }
        return requests.submit(request)
    }

    private func came(_ event: USBReader.Event) {
        switch event {
        case .report(let transfer, let count): outcomes.append(.report(transfer, count))
        case .failed(let code): outcomes.append(.failed(code))
        case .halted(let endpoint):
            outcomes.append(.failed(EPIPE))
            // A device that takes no request either is heard of by its failures; the endpoint rests until the answer.
            if !requests.submit(.clearHalt(endpoint: endpoint)) { reader.letGo() }
        case .gone: leave()
        }
    }

    private func answered(_ request: USBRequest, _ result: USBTransfer.Result) {
        switch (request, result) {
        case (_, .cancelled): break
        case (_, .gone): leave()
        case (.describe, .done(let count)) where count > 0: settle(requests.answer(count))
        case (.describe, .done): outcomes.append(.gone(EPROTO))
        case (.describe, .failed(let code)): outcomes.append(.gone(code))
        case (.clearHalt(let endpoint), _):
            _ = gh_usb_reset_endpoint(link.device, UInt32(endpoint))
            reader.letGo()
        case (_, .failed(let code)): outcomes.append(.failed(code))
        case (.getFeature(let report, _), .done(let count)):
            outcomes.append(.feature((report == 0 ? [0] : []) + requests.answer(count)))
        case (.write, .done), (.setFeature, .done): break
        }
    }

    private func settle(_ descriptor: [UInt8]) {
        description.reportDescriptor = descriptor
        isDescribed = true
        outcomes.append(.settled)
        reader.start(longest: HIDCollections.longestInput(of: descriptor))
    }

    private func leave() {
        link.isGone = true
        outcomes.append(.gone(ENODEV))
    }
}

@available(*, unavailable)
extension USBTransport: Sendable {}
