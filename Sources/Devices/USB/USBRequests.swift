import CUSB
import Glibc

/// The requests to a device and the reports that go out, one after the other.
final class USBRequests {
    /// Requests that may wait; see `HIDWorker.capacity`.
    static let capacity = 16

    /// Called when a request has come back.
    var done: (USBRequest, USBTransfer.Result) -> Void = { _, _ in }

    private let link: USBLink
    private var transfer: USBTransfer?
    private var current: USBRequest?
    private var waiting: [USBRequest] = []

    /// `nil` without memory.
    init?(_ link: USBLink) {
        self.link = link
        let transfer = USBTransfer(capacity: USBRequest.setUpLength + USBRequest.longest) { [weak self] in
            self?.completed($1)
        }
        guard let transfer else { return nil }
        self.transfer = transfer
        link.transfers.append(transfer)
    }

    /// Queues a request; false when there is no room, or it is longer than a transfer may be.
    func submit(_ request: USBRequest) -> Bool {
        guard waiting.count < Self.capacity, request.payload.count <= USBRequest.longest else { return false }
        waiting.append(request)
        next()
        return true
    }

    /// The bytes that came by the request that is told of.
    func answer(_ count: Int) -> [UInt8] {
        guard let transfer else { return [] }
        let room = transfer.buffer.count - USBRequest.setUpLength
        return Array(transfer.buffer.dropFirst(USBRequest.setUpLength).prefix(min(count, room)))
    }

    private func next() {
        while current == nil, !waiting.isEmpty, let transfer, let handle = link.handle {
            let request = waiting.removeFirst()
            current = request
            let code = begin(request, transfer, handle)
            if code == 0 { return }
            current = nil
            done(request, code == LIBUSB_ERROR_NO_DEVICE.rawValue ? .gone : .failed(USBError.errno(code)))
        }
    }

    private func begin(_ request: USBRequest, _ transfer: USBTransfer, _ handle: OpaquePointer) -> Int32 {
        let limit = UInt32(USBTransport.patience.components.seconds) * 1000
        if case .write = request, let output = link.interface.output {
            let bytes = request.payload
            transfer.buffer.copyBytes(from: bytes)
            return transfer.submit(interrupt: output.address, of: handle, count: bytes.count, timeout: limit)
        }
        guard let bytes = request.control(interface: link.interface.number) else {
            return LIBUSB_ERROR_INVALID_PARAM.rawValue
        }
        transfer.buffer.copyBytes(from: bytes)
        return transfer.submit(control: handle, timeout: limit)
    }

    private func completed(_ result: USBTransfer.Result) {
        guard let request = current else { return }
        done(request, result)
        current = nil
        if result != .cancelled, result != .gone { next() }
    }
}

@available(*, unavailable)
extension USBRequests: Sendable {}
