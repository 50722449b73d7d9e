import Wire

/// The device's end of the bus: answers standard requests, keeps the transfers that wait for data and the data that wait
/// for a transfer, and lets transfers fail on command. Pure: requests and packets go in, replies come out.
struct USBBus {
    /// Transfers that may wait at one endpoint: `cdc_acm` leaves 16 there, `usbserial` 2, `usbhid` 1.
    static let waitingLimit = 256
    /// Bytes that may wait for a host that does not ask for them; more is lost and counted, as in a real device.
    static let dataLimit = 16 << 20

    private struct Transfer: Hashable {
        var sequence: UInt32
        var length: Int
    }

    private struct Endpoint {
        var waiting: [Transfer] = []
        /// What the device has sent, packet by packet; the first may have been taken in part.
        var packets: [[UInt8]] = []
        var taken = 0
        var bytes = 0
        var faults: [USBTransferStatus] = []
        /// Whether the host polls the endpoint, between two of its transfers too.
        var isPolled = false
    }

    private var endpoints: [UInt8: Endpoint] = [:]
    private var configuration: UInt8 = 0
    /// Bytes that found nobody who wanted them, or no room.
    private(set) var lost: UInt64 = 0
    /// Bytes that went to the host, on all endpoints but 0.
    private(set) var sent: UInt64 = 0
    /// Transfers that failed on command.
    private(set) var failed: UInt64 = 0

    /// Whether the host polls `endpoint`: a program has the device open.
    func isPolled(_ endpoint: UInt8) -> Bool { endpoints[endpoint]?.isPolled ?? false }

    /// The cable was pulled.
    mutating func reset() {
        for endpoint in endpoints.values { lost += UInt64(endpoint.bytes) }
        endpoints = [:]
        configuration = 0
    }

    /// The device has a packet for the host. Lost while nobody polls the endpoint.
    mutating func queue(_ packet: [UInt8], on address: UInt8, _ reply: (USBIPReply) -> Void) {
        guard !packet.isEmpty else { return }
        let endpoint = endpoints[address] ?? Endpoint()
        guard endpoint.isPolled, endpoint.bytes + packet.count <= Self.dataLimit else {
            lost += UInt64(packet.count)
            return
        }
        endpoints[address, default: Endpoint()].packets.append(packet)
        endpoints[address, default: Endpoint()].bytes += packet.count
        settle(address, reply)
    }

    /// Lets the next `count` transfers of an endpoint fail, at once those that wait. Address 0 means control requests
    /// other than standard ones.
    mutating func fail(
        _ address: UInt8, _ status: USBTransferStatus, count: Int, _ reply: (USBIPReply) -> Void
    ) {
        endpoints[address, default: Endpoint()].faults += Array(repeating: status, count: count)
        if address & 0x80 != 0 { settle(address, reply) }
    }

    /// Answers one request of the host, now or later.
    mutating func take(
        _ request: USBIPRequest, _ model: inout any USBDeviceModel, at now: Instant, send: ([UInt8]) -> Void,
        _ reply: (USBIPReply) -> Void
    ) {
        switch request {
        case .unlink(let sequence, let target): unlink(sequence, target, model.dataEndpoint, reply)
        case .submit(let transfer) where transfer.endpoint == 0: control(transfer, &model, at: now, send, reply)
        case .submit(let transfer) where transfer.isIn: wait(transfer, reply)
        case .submit(let transfer):
            let fault = nextFault(transfer.address)
            if fault == nil { model.receive(transfer.data, on: transfer.address, at: now, send) }
            reply(
                .submit(
                    sequence: transfer.sequence, status: fault ?? .done, count: fault == nil ? transfer.data.count : 0,
                    data: []))
        }
    }

    // MARK: Transfers to the host

    private mutating func wait(_ transfer: USBIPSubmit, _ reply: (USBIPReply) -> Void) {
        var endpoint = endpoints[transfer.address] ?? Endpoint()
        guard endpoint.waiting.count < Self.waitingLimit else {
            reply(.submit(sequence: transfer.sequence, status: .protocolError, count: 0, data: []))
            return
        }
        endpoint.isPolled = true
        endpoint.waiting.append(Transfer(sequence: transfer.sequence, length: transfer.length))
        endpoints[transfer.address] = endpoint
        settle(transfer.address, reply)
    }

    /// Ends waiting transfers by faults, then by data. A packet that is longer than a transfer goes on in the next one.
    private mutating func settle(_ address: UInt8, _ reply: (USBIPReply) -> Void) {
        guard var endpoint = endpoints[address] else { return }
        var done = 0
        for transfer in endpoint.waiting {
            var data: [UInt8] = []
            var status = USBTransferStatus.done
            if let fault = endpoint.faults.first {
                endpoint.faults.removeFirst()
                status = fault
                failed += 1
            } else if let packet = endpoint.packets.first {
                data = Array(packet[endpoint.taken...].prefix(transfer.length))
                endpoint.taken += data.count
                endpoint.bytes -= data.count
                sent += UInt64(data.count)
                if endpoint.taken == packet.count {
                    endpoint.packets.removeFirst()
                    endpoint.taken = 0
                }
            } else {
                break
            }
            done += 1
            reply(.submit(sequence: transfer.sequence, status: status, count: data.count, data: data))
        }
        endpoint.waiting.removeFirst(done)
        endpoints[address] = endpoint
    }

    /// Gives a transfer up. Drivers give up all of them when a program closes the device: what waits then is for nobody.
    private mutating func unlink(
        _ sequence: UInt32, _ target: UInt32, _ dataEndpoint: UInt8, _ reply: (USBIPReply) -> Void
    ) {
        var wasPending = false
        for address in endpoints.keys {
            let before = endpoints[address]?.waiting.count
            endpoints[address]?.waiting.removeAll { $0.sequence == target }
            if endpoints[address]?.waiting.count != before { wasPending = true }
        }
        if var endpoint = endpoints[dataEndpoint], endpoint.waiting.isEmpty {
            lost += UInt64(endpoint.bytes)
            endpoint.packets = []
            endpoint.taken = 0
            endpoint.bytes = 0
            endpoint.isPolled = false
            endpoints[dataEndpoint] = endpoint
        }
        reply(.unlink(sequence: sequence, wasPending: wasPending))
    }

    // MARK: Control requests

    private mutating func control(
        _ transfer: USBIPSubmit, _ model: inout any USBDeviceModel, at now: Instant, _ send: ([UInt8]) -> Void,
        _ reply: (USBIPReply) -> Void
    ) {
        let setup = transfer.setup
        var status = USBTransferStatus.done
        var answer: [UInt8]?
        if setup.kind == .standard {
            answer = standard(setup, model.descriptors)
        } else if let fault = nextFault(0) {
            status = fault
        } else {
            answer = model.control(setup, transfer.data, at: now, send)
        }
        guard let answer else {
            reply(
                .submit(
                    sequence: transfer.sequence, status: status == .done ? .stall : status, count: 0, data: []))
            return
        }
        let data = transfer.isIn ? Array(answer.prefix(min(transfer.length, Int(setup.length)))) : []
        reply(
            .submit(
                sequence: transfer.sequence, status: .done, count: transfer.isIn ? data.count : transfer.data.count,
                data: data))
    }

    private mutating func standard(_ setup: USBSetup, _ descriptors: USBDescriptors) -> [UInt8]? {
        switch (setup.isIn, setup.request) {
        case (true, 0): return [0, 0]  // GET_STATUS
        case (true, 6): return descriptors.answer(setup)  // GET_DESCRIPTOR
        case (true, 8): return [configuration]  // GET_CONFIGURATION
        case (true, 10): return [0]  // GET_INTERFACE
        case (false, 9):  // SET_CONFIGURATION
            configuration = UInt8(setup.value & 0xFF)
            return []
        case (false, 1), (false, 3), (false, 5), (false, 11): return []  // features, address, alternate setting
        default: return nil
        }
    }

    private mutating func nextFault(_ address: UInt8) -> USBTransferStatus? {
        guard let fault = endpoints[address]?.faults.first else { return nil }
        endpoints[address]?.faults.removeFirst()
        failed += 1
        return fault
    }
}
