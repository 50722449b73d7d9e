import CUSB
import Glibc

/// One transfer of libusb and its buffer. Used again and again; libusb has it while it is under way.
final class USBTransfer {
    /// What became of it.
    enum Result: Hashable {
        /// So many bytes came or went.
        case done(Int)
        case cancelled
        /// It failed (`errno`): `EPIPE` for a halted endpoint, `EOVERFLOW` when more came than was asked for.
        case failed(Int32)
        /// The device is gone.
        case gone
    }

    let buffer: UnsafeMutableRawBufferPointer
    private let raw: UnsafeMutablePointer<libusb_transfer>
    private var isFreed = false
    private let completed: (USBTransfer, Result) -> Void
    private(set) var isUnderWay = false

    /// A transfer of at most `capacity` bytes; `nil` without memory. `completed` is called by the pump of its link.
    init?(capacity: Int, completed: @escaping (USBTransfer, Result) -> Void) {
        guard let raw = libusb_alloc_transfer(0) else { return nil }
        self.raw = raw
        self.completed = completed
        buffer = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        free()
        // One that never came back is libusb's for ever: better lost memory than memory that somebody else still writes.
        if isFreed { buffer.deallocate() }
    }

    /// Frees what libusb has of it, which it has to do while the device is open.
    func free() {
        if isUnderWay || isFreed { return }
        isFreed = true
        libusb_free_transfer(raw)
    }

    /// Begins a transfer by an interrupt endpoint; without `timeout` (ms) it waits for ever. Returns libusb's code.
    func submit(
        interrupt endpoint: UInt8, of handle: OpaquePointer, count: Int, timeout: UInt32 = 0
    ) -> Int32 {
        if isFreed { return LIBUSB_ERROR_NO_DEVICE.rawValue }
        libusb_fill_interrupt_transfer(
            raw, handle, endpoint, buffer.baseAddress, Int32(count), Self.callback, context, timeout)
        return submit()
    }

    /// Begins a control transfer: 8 bytes of set-up are in the buffer, with what goes out behind them. Returns libusb's
    /// code.
    func submit(control handle: OpaquePointer, timeout: UInt32) -> Int32 {
        if isFreed { return LIBUSB_ERROR_NO_DEVICE.rawValue }
        libusb_fill_control_transfer(raw, handle, buffer.baseAddress, Self.callback, context, timeout)
        return submit()
    }

    /// Asks for it to come back; harmless when it is not under way.
    func cancel() {
        if isUnderWay, !isFreed { libusb_cancel_transfer(raw) }
    }

    private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    private func submit() -> Int32 {
        let code = libusb_submit_transfer(raw)
        isUnderWay = code == 0
        return code
    }

    private static let callback: libusb_transfer_cb_fn = { raw in
        guard let raw, let context = raw.pointee.user_data else { return }
        let transfer = Unmanaged<USBTransfer>.fromOpaque(context).takeUnretainedValue()
        transfer.isUnderWay = false
        transfer.completed(transfer, transfer.result)
    }

    private var result: Result {
        switch raw.pointee.status {
        case LIBUSB_TRANSFER_COMPLETED: .done(max(0, Int(raw.pointee.actual_length)))
        case LIBUSB_TRANSFER_CANCELLED: .cancelled
        case LIBUSB_TRANSFER_STALL: .failed(EPIPE)
        case LIBUSB_TRANSFER_OVERFLOW: .failed(EOVERFLOW)
        case LIBUSB_TRANSFER_TIMED_OUT: .failed(ETIMEDOUT)
        case LIBUSB_TRANSFER_NO_DEVICE: .gone
        default: .failed(EPROTO)
        }
    }
}

@available(*, unavailable)
extension USBTransfer: Sendable {}
