import CRigUmock
import Glibc
import Synchronization

/// The requests of usbfs (`linux/usbdevice_fs.h`) on the node of a `MockUSB`, answered on a thread of umockdev.
final class MockUSBFS: Sendable {
    /// A transfer that the program has begun, and its memory in the program.
    private struct Transfer: @unchecked Sendable {
        let urb: OpaquePointer
        var status: Int32?
        var count = 0
        var isCancelled = false

        /// Offsets of `struct usbdevfs_urb` on 64-bit machines.
        static let size = 56
        static let (statusOffset, bufferOffset, lengthOffset, countOffset) = (4, 16, 24, 28)

        var bytes: UnsafeMutablePointer<UInt8> { rig_data_bytes(urb) }
        var address: UInt { UInt(rig_data_address(urb)) }
        var type: UInt8 { bytes[0] }
        var endpoint: UInt8 { bytes[1] }
        var length: Int { Int(UnsafeRawPointer(bytes).load(fromByteOffset: Self.lengthOffset, as: Int32.self)) }
        /// The copy of the program's buffer.
        var buffer: UnsafeMutablePointer<UInt8>? {
            UnsafeRawPointer(bytes).load(fromByteOffset: Self.bufferOffset, as: UnsafeMutablePointer<UInt8>?.self)
        }
    }

    let state: Mutex<MockUSB.State>
    private let transfers = Mutex<[Transfer]>([])
    private let number: Int

    init(_ state: MockUSB.State, number: Int) {
        self.state = Mutex(state)
        self.number = number
    }

    deinit {
        for transfer in transfers.withLock({ $0 }) { rig_release(transfer.urb) }
    }

    func answer(_ call: MockIoctl) -> MockIoctl.Answer {
        guard call.type == 0x55 else { return .fails(ENOTTY) }  // 'U'
        return state.withLock { state in
            if let failure = state.failures.removeValue(forKey: call.number) { return .fails(failure) }
            // What came back may be fetched after the device has gone (USBDEVFS_CAP_REAP_AFTER_DISCONNECT).
            if call.number == 12 || call.number == 13 { return reap(call, &state) }
            if call.number == 11 { return discard(call, &state) }
            if state.isGone { return .fails(ENODEV) }
            switch call.number {
            case 0: return configuration(call)
            case 3: state.cleared.byHost += 1
            case 10: return submit(call, &state)
            case 15, 27: return claim(&state)
            case 16: hand(to: nil, &state)
            case 17: call.put([UInt8(number), 0, 0, 0, 0, 0, 0, 0])
            case 18: return ioctl(call, &state)
            case 20:
                state.resets += 1
                return state.resetFailure == 0 ? .returns(0) : .fails(state.resetFailure)
            case 26: call.put([0x01 | 0x04 | 0x10 | 0x20, 0, 0, 0])
            case 31: return .returns(2)  // full speed
            default: return .fails(ENOTTY)
            }
            return .returns(0)
        }
    }

    /// GET_CONFIGURATION, the only request that libusb waits for.
    private func configuration(_ call: MockIoctl) -> MockIoctl.Answer {
        guard let request = rig_resolve(rig_argument(call.raw), 0, 24) else { return .fails(EFAULT) }
        defer { rig_release(request) }
        guard rig_data_bytes(request)[1] == 0x08, let answer = rig_resolve(request, 16, 1) else { return .fails(EPIPE) }
        rig_data_bytes(answer)[0] = 1
        rig_release(answer)
        return .returns(1)
    }

    private func claim(_ state: inout MockUSB.State) -> MockIoctl.Answer {
        if state.isTaken { return .fails(EBUSY) }
        hand(to: "usbfs", &state)
        return .returns(0)
    }

    private func hand(to owner: String?, _ state: inout MockUSB.State) {
        state.owner = owner
        state.owners.append(owner ?? "nobody")
    }

    /// The kernel gives an interface to its driver, or takes it away.
    private func ioctl(_ call: MockIoctl, _ state: inout MockUSB.State) -> MockIoctl.Answer {
        // struct usbdevfs_ioctl: the interface, the request, a pointer.
        let argument = call.bytes()
        guard argument.count >= 8, argument[0] == 0 else { return .fails(EINVAL) }
        switch argument[4] {
        case 23 where state.owner == nil: hand(to: "usbhid", &state)
        case 23: return .fails(EBUSY)
        case 22 where state.owner == "usbhid": hand(to: nil, &state)
        default: return .fails(ENODATA)
        }
        return .returns(0)
    }

    // MARK: Transfers

    private func submit(_ call: MockIoctl, _ state: inout MockUSB.State) -> MockIoctl.Answer {
        guard state.owner == "usbfs" else { return .fails(EINVAL) }
        guard let urb = rig_resolve(rig_argument(call.raw), 0, Transfer.size) else { return .fails(EFAULT) }
        var transfer = Transfer(urb: urb)
        guard let buffer = rig_resolve(urb, Transfer.bufferOffset, transfer.length) else { return .fails(EFAULT) }
        rig_release(buffer)  // the request block keeps it
        state.begun += 1
        if !state.hangs {
            if transfer.type == 2 { control(&transfer, &state) }
            if transfer.type != 2, transfer.endpoint & 0x80 == 0 { write(&transfer, &state) }
        }
        transfers.withLock { $0.append(transfer) }
        state.underWay += 1
        return .returns(0)
    }

    private func write(_ transfer: inout Transfer, _ state: inout MockUSB.State) {
        state.written.append(Array(UnsafeBufferPointer(start: transfer.buffer, count: transfer.length)))
        transfer.status = 0
        transfer.count = transfer.length
    }

    private func control(_ transfer: inout Transfer, _ state: inout MockUSB.State) {
        let packet = Array(UnsafeBufferPointer(start: transfer.buffer, count: transfer.length))
        let data = Array(packet.dropFirst(8))
        transfer.status = -state.controlFailure
        guard state.controlFailure == 0 else { return }
        var answer: [UInt8]?
        switch (packet[0], packet[1]) {
        case (0x81, 0x06) where packet[3] == 0x22: answer = state.reports
        case (0x21, 0x09): state.set.append(.init(type: packet[3], number: packet[2], bytes: data))
        case (0xA1, 0x01): answer = state.features[packet[2]]
        case (0x02, 0x01):
            state.isHalted = false
            state.cleared.byDevice += 1
        default: transfer.status = -EPIPE
        }
        if packet[0] & 0x80 != 0 {
            guard let answer else { return transfer.status = -EPIPE }
            transfer.count = min(answer.count, data.count)
            for (index, byte) in answer.prefix(data.count).enumerated() { transfer.buffer?[8 + index] = byte }
        } else {
            transfer.count = data.count
        }
    }

    private func discard(_ call: MockIoctl, _ state: inout MockUSB.State) -> MockIoctl.Answer {
        transfers.withLock { transfers in
            let place = transfers.firstIndex {
                $0.address == call.value && $0.status == nil && !$0.isCancelled
            }
            guard let place else { return .fails(EINVAL) }
            transfers[place].isCancelled = true
            return .returns(0)
        }
    }

    private func reap(_ call: MockIoctl, _ state: inout MockUSB.State) -> MockIoctl.Answer {
        transfers.withLock { transfers in
            let place = transfers.indices.first { end(&transfers[$0], &state) }
            guard let place else { return .fails(state.isGone ? ENODEV : EAGAIN) }
            let transfer = transfers.remove(at: place)
            state.underWay -= 1
            let urb = UnsafeMutableRawPointer(transfer.bytes)
            urb.storeBytes(of: transfer.status ?? 0, toByteOffset: Transfer.statusOffset, as: Int32.self)
            urb.storeBytes(of: Int32(transfer.count), toByteOffset: Transfer.countOffset, as: Int32.self)
            guard let pointer = rig_resolve(rig_argument(call.raw), 0, 8) else { return .fails(EFAULT) }
            rig_point(pointer, 0, transfer.urb)
            rig_release(pointer)
            rig_release(transfer.urb)
            return .returns(0)
        }
    }

    /// Whether the transfer is over, or is now.
    private func end(_ transfer: inout Transfer, _ state: inout MockUSB.State) -> Bool {
        if transfer.status != nil { return true }
        if state.isGone { transfer.status = -ESHUTDOWN }
        if transfer.isCancelled, !state.keepsCancelled { transfer.status = -ENOENT }
        guard transfer.status == nil, !transfer.isCancelled, transfer.endpoint & 0x80 != 0, transfer.type != 2,
            !state.hangs
        else {
            return transfer.status != nil
        }
        if state.isHalted {
            transfer.status = -EPIPE
        } else if !state.readFailures.isEmpty {
            let failure = state.readFailures.removeFirst()
            transfer.status = -failure
            state.isHalted = failure == EPIPE
        } else if !state.input.isEmpty {
            let bytes = state.input.removeFirst()
            transfer.status = bytes.count > transfer.length ? -EOVERFLOW : 0
            transfer.count = min(bytes.count, transfer.length)
            for (index, byte) in bytes.prefix(transfer.length).enumerated() { transfer.buffer?[index] = byte }
        }
        return transfer.status != nil
    }
}
