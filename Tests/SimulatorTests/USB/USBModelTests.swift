import Testing
import Wire

@testable import Simulator

/// A model on its bus; the test is the host.
private struct Host {
    var model: any USBDeviceModel
    var bus = USBBus()
    var replies: [USBIPReply] = []
    /// What the fake device sent by itself.
    var sent: [[UInt8]] = []
    private var sequence: UInt32 = 0

    init(_ model: any USBDeviceModel) {
        self.model = model
        self.model.powerOn()
        self.model.device.powerOn(at: Instant(nanoseconds: 0))
    }

    /// Makes a transfer; its reply, if it has ended at once.
    @discardableResult
    mutating func submit(
        _ endpoint: UInt8, isIn: Bool, length: Int = 64, setup: [UInt8] = [], data: [UInt8] = []
    ) throws -> USBIPReply? {
        sequence += 1
        let before = replies.count
        let bytes = USBIPBytes.submit(
            sequence, endpoint: UInt32(endpoint), isIn: isIn, length: isIn ? length : data.count, setup: setup,
            data: data)
        try push(bytes)
        return replies.count > before ? replies[before] : nil
    }

    mutating func unlink(_ target: UInt32) throws {
        sequence += 1
        try push(USBIPBytes.unlink(sequence, target))
    }

    private mutating func push(_ bytes: [UInt8]) throws {
        var reader = USBIPReader()
        var requests: [USBIPRequest] = []
        try reader.push(bytes) { requests.append($0) }
        for request in requests {
            var (sent, replies) = (self.sent, self.replies)
            bus.take(
                request, &model, at: Instant(nanoseconds: 0), send: { sent.append($0) }, { replies.append($0) })
            (self.sent, self.replies) = (sent, replies)
        }
    }

    /// A control request to the host: the data, or `nil` for a stall.
    mutating func ask(_ type: UInt8, _ request: UInt8, _ value: UInt16, _ index: UInt16 = 0, _ length: UInt16 = 255)
        throws
        -> [UInt8]?
    {
        let setup = [type, request] + [value, index, length].flatMap(USBDescriptors.bytes)
        guard case .submit(_, .done, _, let data)? = try submit(0, isIn: true, length: Int(length), setup: setup) else {
            return nil
        }
        return data
    }

    /// A control request from the host: whether it was taken.
    mutating func tell(_ type: UInt8, _ request: UInt8, _ value: UInt16, _ index: UInt16 = 0, _ data: [UInt8] = [])
        throws
        -> Bool
    {
        let setup = [type, request] + [value, index, UInt16(data.count)].flatMap(USBDescriptors.bytes)
        guard case .submit(_, .done, let count, _)? = try submit(0, isIn: false, setup: setup, data: data) else {
            return false
        }
        return count == data.count
    }

    mutating func queue(_ packet: [UInt8]) {
        var replies = self.replies
        bus.queue(packet, on: model.dataEndpoint) { replies.append($0) }
        self.replies = replies
    }

    mutating func fail(_ address: UInt8, _ status: USBTransferStatus, _ count: Int = 1) {
        var replies = self.replies
        bus.fail(address, status, count: count) { replies.append($0) }
        self.replies = replies
    }
}

@Suite("USB devices as models")
struct USBModelTests {
    private static func models() -> [any USBDeviceModel] {
        let options = FakeDeviceOptions()
        var models: [any USBDeviceModel] = [CH340Bridge(FakeGYMCU90614()), CDCACMBridge(FakeSerialScanner())]
        for name in FakeDeviceCatalogue.hidNames {
            if let (device, identity) = FakeDeviceCatalogue.makeHID(name, options) {
                models.append(HIDFunction(device, identity: identity))
            }
        }
        return models
    }

    /// Walks the configuration as the kernel does: every descriptor inside, as many interfaces and endpoints as announced.
    @Test func descriptorsAreWhole() throws {
        for model in Self.models() {
            let descriptors = model.descriptors
            #expect(descriptors.device.count == 18 && descriptors.device[0] == 18)
            let all = descriptors.configuration
            #expect(Int(all[2]) | Int(all[3]) << 8 == all.count)
            var place = 0
            var interfaces = 0
            var announced = 0
            var endpoints: [UInt8] = []
            while place < all.count {
                let length = Int(all[place])
                try #require(length >= 2 && place + length <= all.count)
                if all[place + 1] == 4 {
                    interfaces += 1
                    announced += Int(all[place + 4])
                }
                if all[place + 1] == 5 { endpoints.append(all[place + 2]) }
                place += length
            }
            #expect(interfaces == Int(all[4]))
            #expect(endpoints.count == announced && Set(endpoints).count == announced)
            #expect(endpoints.contains(model.dataEndpoint))
            #expect(model.outEndpoint == 0 || endpoints.contains(model.outEndpoint))
            if let report = descriptors.ofInterface[0x22], let hid = descriptors.ofInterface[0x21] {
                #expect(Int(hid[7]) | Int(hid[8]) << 8 == report.count)
            }
        }
    }

    @Test func stringsSayWhoItIs() throws {
        let identity = USBIdentity(
            vendor: 0x1A86, product: 0x7523, release: 0x0264, manufacturer: nil, name: "测温 1",
            serial: String(repeating: "x", count: 200))
        var host = Host(CH340Bridge(FakeGYMCU90614(), identity: identity))
        let device = try #require(try host.ask(0x80, 6, 0x0100))
        #expect(device[8..<14] == [0x86, 0x1A, 0x23, 0x75, 0x64, 0x02])
        #expect(Array(device[14...]) == [0, 1, 2, 1])
        let name = try #require(try host.ask(0x80, 6, 0x0301))
        #expect(name == [10, 3, 0x4B, 0x6D, 0x29, 0x6E, 0x20, 0, 0x31, 0])
        #expect(try host.ask(0x80, 6, 0x0302)?.count == 254)
        #expect(try host.ask(0x80, 6, 0x0303) == nil)
        #expect(try host.ask(0x80, 6, 0x0600) == nil)
        // A host that asks for less gets less.
        #expect(try host.ask(0x80, 6, 0x0100, 0, 8)?.count == 8)
    }

    @Test func standardRequestsAreAnswered() throws {
        for model in Self.models() {
            var host = Host(model)
            #expect(try host.tell(0x00, 9, 1))
            #expect(try host.ask(0x80, 8, 0, 0, 1) == [1])
            #expect(try host.ask(0x80, 0, 0, 0, 2) == [0, 0])
            #expect(try host.tell(0x02, 1, 0, 0x81))
            #expect(try host.ask(0x80, 99, 0) == nil)
            #expect(try host.ask(0xE0, 1, 0) == nil)
        }
    }

    /// The requests of the Linux driver at probe and open, and what they mean.
    @Test func theCH340UnderstandsItsDriver() throws {
        var host = Host(CH340Bridge(FakeGYMCU90614()))
        #expect(try host.ask(0xC0, 0x5F, 0, 0, 2)?.count == 2)
        #expect(try host.tell(0x40, 0xA1, 0))
        #expect(try host.tell(0x40, 0x9A, 0x1312, 0xB282))
        #expect(host.model.stateMembers.contains("\"baud\":9615"))
        #expect(host.model.onLine([0x5A, 0x5A]) == [0x5A, 0x5A])
        #expect(try host.tell(0x40, 0x9A, 0x1312, 0xCC83))
        // The thermometer behind it speaks at 9600.
        #expect(!host.model.onLine([0x5A, 0x5A]).contains(0x5A))
        #expect(host.model.stateMembers.contains("\"baud\":115384"))
        #expect(try host.ask(0xC0, 0x95, 0x0706, 0, 2)?.count == 2)
        #expect(try host.tell(0x40, 0xA4, ~0x60))
        #expect(host.model.stateMembers.contains("\"dtr\":true,\"rts\":true"))
        #expect(try !host.tell(0x40, 0x77, 0))
    }

    @Test func theModemKeepsItsLineCoding() throws {
        var host = Host(CDCACMBridge(FakeSerialScanner()))
        let coding: [UInt8] = [0x00, 0xC2, 0x01, 0x00, 0, 0, 8]
        #expect(try host.tell(0x21, 0x20, 0, 0, coding))
        #expect(try host.ask(0xA1, 0x21, 0, 0, 7) == coding)
        #expect(host.model.stateMembers.contains("\"baud\":115200"))
        #expect(try !host.tell(0x21, 0x20, 0, 0, [1, 2, 3]))
        #expect(try host.tell(0x21, 0x22, 3))
        #expect(host.model.stateMembers.contains("\"dtr\":true,\"rts\":true"))
    }

    @Test func bytesTravelInTransfers() throws {
        var host = Host(CH340Bridge(FakeLCUS()))
        // Nobody has it open: lost, and counted.
        host.queue([1, 2, 3])
        #expect(host.bus.lost == 3)
        #expect(try host.submit(2, isIn: true, length: 4) == nil)
        host.queue([1, 2, 3, 4, 5, 6])
        host.queue([7])
        #expect(host.replies.last == .submit(sequence: 1, status: .done, count: 4, data: [1, 2, 3, 4]))
        #expect(
            try host.submit(2, isIn: true, length: 4) == .submit(sequence: 2, status: .done, count: 2, data: [5, 6]))
        #expect(try host.submit(2, isIn: true, length: 4) == .submit(sequence: 3, status: .done, count: 1, data: [7]))
        // A program closes the port: what comes then is for nobody.
        #expect(try host.submit(2, isIn: true, length: 4) == nil)
        try host.unlink(4)
        #expect(host.replies.last == .unlink(sequence: 5, wasPending: true))
        host.queue([8, 9])
        #expect(host.bus.lost == 5)
        #expect(!host.bus.isPolled(0x82))
        #expect(
            try host.submit(2, isIn: false, data: [0xA0, 1, 1, 0xA2])
                == .submit(sequence: 6, status: .done, count: 4, data: []))
        #expect((host.model.device as? FakeLCUS)?.isOn(1) == true)
        #expect(host.bus.sent == 7)
    }

    @Test func transfersFailOnCommand() throws {
        var host = Host(CH340Bridge(FakeLCUS()))
        try host.submit(2, isIn: true)
        host.fail(0x82, .protocolError, 2)
        #expect(host.replies.last == .submit(sequence: 1, status: .protocolError, count: 0, data: []))
        #expect(try host.submit(2, isIn: true) == .submit(sequence: 2, status: .protocolError, count: 0, data: []))
        #expect(try host.submit(2, isIn: true) == nil)
        host.fail(0x02, .stall)
        #expect(
            try host.submit(2, isIn: false, data: [0xA0, 1, 1, 0xA2])
                == .submit(sequence: 4, status: .stall, count: 0, data: []))
        #expect((host.model.device as? FakeLCUS)?.isOn(1) == false)
        host.fail(0, .babble)
        #expect(try host.ask(0xC0, 0x5F, 0) == nil)
        #expect(try host.ask(0xC0, 0x5F, 0) != nil)
        #expect(host.bus.failed == 4)
    }

    @Test func aHostThatAsksTooMuchIsRefused() throws {
        var host = Host(CH340Bridge(FakeLCUS()))
        for _ in 0..<USBBus.waitingLimit { #expect(try host.submit(2, isIn: true) == nil) }
        let refused = try host.submit(2, isIn: true)
        #expect(
            refused == .submit(sequence: UInt32(USBBus.waitingLimit) + 1, status: .protocolError, count: 0, data: []))
    }

    @Test func theRelayIsSwitchedAndReadByFeatureReports() throws {
        var host = Host(
            HIDFunction(FakeHIDRelay(channels: 2, serial: "ABCDE"), identity: USBIdentity(vendor: 1, product: 2)))
        #expect(try host.tell(0x21, 0x09, 0x0300, 0, [0xFF, 2, 0, 0, 0, 0, 0, 0]))
        #expect(try host.ask(0xA1, 0x01, 0x0300, 0, 8) == Array("ABCDE".utf8) + [0, 0, 2])
        #expect(try host.tell(0x21, 0x09, 0x0300, 0, [0xFE, 0, 0, 0, 0, 0, 0, 0]))
        #expect(try host.ask(0xA1, 0x01, 0x0301, 0, 8)?.last == 3)
        #expect(try host.tell(0x21, 0x09, 0x0300, 0, [0xFD, 1, 0, 0, 0, 0, 0, 0]))
        #expect(try host.ask(0xA1, 0x01, 0x0300, 0, 8)?.last == 2)
        // As an output report, which is what `write` on hidraw makes of it.
        #expect(try host.tell(0x21, 0x09, 0x0200, 0, [0xFF, 1, 0, 0, 0, 0, 0, 0]))
        #expect(try host.ask(0xA1, 0x01, 0x0300, 0, 8)?.last == 3)
        #expect(try host.tell(0x21, 0x09, 0x0200, 0, [0xFD, 1, 0, 0, 0, 0, 0, 0]))
        // A channel that it does not have changes nothing.
        #expect(try host.tell(0x21, 0x09, 0x0300, 0, [0xFF, 3, 0, 0, 0, 0, 0, 0]))
        #expect(try host.ask(0xA1, 0x01, 0x0300, 0, 8)?.last == 2)
        #expect(try host.tell(0x21, 0x09, 0x0300, 0, Array("\u{7F}".utf8)))
        #expect(try host.ask(0xA1, 0x01, 0x0300, 0, 8)?.last == 2)
    }

    /// The kernel's own driver asks by feature reports, and sends and hears on the two endpoints.
    @Test func theBridgeSpeaksOnItsEndpoints() throws {
        var host = Host(HIDFunction(FakeCP2112(), identity: USBIdentity(vendor: 0x10C4, product: 0xEA90)))
        #expect(host.model.outEndpoint == 0x01)
        #expect(try host.ask(0xA1, 0x01, 0x0305, 0, 3) == [5, 0x0C, 3])
        let settings: [UInt8] = [6, 0, 1, 0x86, 0xA0, 2, 0, 0, 0x64, 0, 0x64, 0, 0, 1]
        #expect(try host.tell(0x21, 0x09, 0x0306, 0, settings))
        #expect(try host.ask(0xA1, 0x01, 0x0306, 0, 14) == settings)
        #expect(try host.ask(0xA1, 0x01, 0x0302, 0, 5) == [2, 0, 0, 0, 0])
        _ = try host.submit(1, isIn: false, data: [0x15, 1])
        #expect(host.sent.map { Array($0.prefix(7)) } == [[0x16, 0, 0, 0, 0, 0, 0]])
        #expect(host.sent.first?.count == 64)
        // By a control request as well: what hidraw falls back to.
        #expect(try host.tell(0x21, 0x09, 0x0215, 0, [0x15, 1]))
        #expect(host.sent.count == 2)
    }

    /// Any control request, also one that no driver makes, is answered exactly once and harmless.
    @Test func hostileRequestsAreAnswered() throws {
        var random = SeededGenerator(seed: 0x05B)
        for model in Self.models() {
            var host = Host(model)
            for round in 1...2000 {
                let isIn = Bool.random(using: &random)
                let data = isIn ? [] : random.bytes(Int.random(in: 0...70, using: &random))
                let setup = random.bytes(8)
                #expect(try host.submit(0, isIn: isIn, length: 4096, setup: setup, data: data) != nil)
                #expect(host.replies.count == round)
                if case .submit(_, _, let count, let sent)? = host.replies.last {
                    #expect(isIn ? count == sent.count && count <= 4096 : sent.isEmpty && count <= data.count)
                }
            }
        }
    }
}
