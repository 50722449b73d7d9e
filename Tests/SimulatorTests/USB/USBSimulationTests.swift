import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Simulator

/// A controller that the test plays: it keeps the far ends of the sockets.
private final class Controller: USBHostController {
    var ports: [Int: ByteChannel] = [:]
    var refusals: [USBAttachError] = []

    func attach(_ descriptor: Int32, port: Int) throws(USBAttachError) {
        if !refusals.isEmpty { throw refusals.removeFirst() }
        if ports[port] != nil { throw .occupied(port: port) }
        ports[port] = ByteChannel(owning: dup(descriptor))
    }
}

private final class Machine {
    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let controller = Controller()
    let simulation: USBSimulation

    init() {
        simulation = USBSimulation(seed: 1, reactor: loop, controller: controller)
    }

    deinit { simulation.close() }

    func wire(_ port: Int) throws -> ByteChannel { try #require(controller.ports[port]) }

    /// Sends to the device in `port`, and lets the simulator see it.
    func send(_ bytes: [UInt8], to port: Int) throws {
        try wire(port).write(bytes)
        loop.deliver(.readable, to: try #require(simulation.descriptor(port: port)))
    }
}

@Suite("Fake USB devices by command")
struct USBSimulationTests {
    @Test func aThermometerIsPluggedReadAndPulled() throws {
        let machine = Machine()
        #expect(machine.simulation.answer("plug thermo-1 ch340 gy-mcu90614 port=3 serial=\"A 1\"") == "ok")
        try machine.send(
            USBIPBytes.submit(1, endpoint: 0, isIn: true, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0]), to: 3)
        let device = try machine.wire(3).read(48 + 18)
        #expect(device.prefix(12) == USBIPBytes.words(3, 1, 0)[...])
        #expect(device[48..<66].suffix(10) == [0x86, 0x1A, 0x23, 0x75, 0x64, 0x02, 0, 1, 2, 1])
        try machine.send(USBIPBytes.submit(2, endpoint: 2, isIn: true, length: 32), to: 3)
        #expect(machine.simulation.answer("subject 36.6") == "ok")
        machine.loop.advance(by: .milliseconds(100))
        let frame = try machine.wire(3).read(48 + 9)
        #expect(frame[48..<52] == [0x5A, 0x5A, 0x45, 0x04])
        #expect(machine.simulation.answer("thermo-1 state").contains("\"open\":true,\"sent\":9"))
        #expect(machine.simulation.answer("unplug thermo-1") == "ok")
        #expect(try machine.wire(3).read(1).isEmpty)
        #expect(machine.simulation.answer("state").hasPrefix("error"))
        #expect(machine.simulation.answer("thermo-1 state").contains("\"plugged\":false"))
        #expect(machine.simulation.answer("thermo-1 stall") == "error stall: the device is unplugged; plug it first")
    }

    @Test func aPortThatIsNotFreeYetIsTriedAgain() throws {
        let machine = Machine()
        machine.controller.refusals = [.occupied(port: 0), .occupied(port: 0)]
        #expect(machine.simulation.answer("plug scan-1 hid keyboard") == "ok")
        #expect(machine.simulation.answer("scan-1 state").contains("\"plugged\":false"))
        machine.loop.advance(by: HostedUSBDevice.retryInterval * 2)
        #expect(machine.simulation.answer("scan-1 state").contains("\"plugged\":true,\"port\":0"))
        // One that never becomes free is given up, in words.
        machine.controller.ports[1] = ByteChannel(owning: -1)
        #expect(machine.simulation.answer("plug scan-2 hid keyboard port=1") == "ok")
        machine.loop.advance(by: HostedUSBDevice.retryLimit * 2)
        #expect(machine.simulation.answer("scan-2 state").contains("port 1 has a device"))
    }

    @Test func aHostThatTalksNonsenseLosesTheDevice() throws {
        let machine = Machine()
        #expect(machine.simulation.answer("plug relay-1 ch340 lcus port=0") == "ok")
        try machine.send([UInt8](repeating: 0xFF, count: 48), to: 0)
        #expect(machine.simulation.answer("state").contains("\"problem\":\"USB/IP command 4294967295\""))
        machine.controller.ports = [:]
        #expect(machine.simulation.answer("relay-1 plug port=2") == "ok")
        #expect(machine.simulation.answer("state").contains("\"plugged\":true,\"port\":2,\"plugs\":2"))
        #expect(machine.simulation.answer("state").contains("\"problem\":null"))
    }

    @Test func transfersFailByCommand() throws {
        let machine = Machine()
        #expect(machine.simulation.answer("plug relay-1 ch340 lcus port=0") == "ok")
        try machine.send(USBIPBytes.submit(1, endpoint: 2, isIn: true, length: 32), to: 0)
        #expect(machine.simulation.answer("relay-1 eproto") == "ok")
        #expect(try machine.wire(0).read(48) == USBIPBytes.words(3, 1, 0, 0, 0, 0xFFFF_FFB9, 0, 0, 0, 0, 0, 0))
        #expect(machine.simulation.answer("relay-1 stall control 2") == "ok")
        #expect(machine.simulation.answer("relay-1 stall sideways").hasPrefix("error usage: stall in | out | control"))
    }

    @Test(arguments: [
        ("plug", "error unknown command plug"), ("plug a=b ch340 lcus", "error usage: plug NAME"),
        ("plug x ch340", "error usage: plug NAME"), ("plug x floppy lcus", "error usage: plug NAME"),
        ("plug x ch340 keyboard", "error usage: plug NAME ch340 gy-mcu90614"),
        ("plug x hid lcus", "error usage: plug NAME hid keyboard"), ("plug x ch340 lcus vid=zzzz", "error usage: vid="),
        ("plug x ch340 lcus port=-1", "error usage: port="), ("plug x ch340 lcus colour=red", "error usage: an option"),
        ("plug x ch340 lcus serial=\"open", "error usage: plug NAME"), ("plug y", "error no device y"),
        ("plug x\u{7} ch340 lcus", "error usage"), ("unplug y", "error no device y"), ("fly", "error unknown"),
    ])
    func whatIsNoOrderIsRefused(line: String, error: String) {
        let machine = Machine()
        let answer = machine.simulation.answer(line)
        #expect(answer.hasPrefix(error) || (line == "plug" && answer.hasPrefix("error")), "\(answer)")
        #expect(machine.controller.ports.isEmpty)
    }

    @Test func refusalsOfTheControllerAreSaid() {
        let machine = Machine()
        machine.controller.refusals = [.noController(path: VHCIPort.path), .denied(path: VHCIPort.path)]
        #expect(machine.simulation.answer("plug x ch340 lcus").contains("modprobe vhci-hcd"))
        #expect(machine.simulation.answer("plug x ch340 lcus").contains("as root"))
        // What could not be plugged is not known either.
        #expect(machine.simulation.answer("devices") == "[]")
    }

    @Test func twinsDifferByTheirPortsOnly() throws {
        let machine = Machine()
        for name in ["a", "b"] { #expect(machine.simulation.answer("plug \(name) ch340 gy-mcu90614") == "ok") }
        #expect(machine.controller.ports.keys.sorted() == [0, 1])
        var answers: [[UInt8]] = []
        for port in [0, 1] {
            try machine.send(
                USBIPBytes.submit(1, endpoint: 0, isIn: true, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0]), to: port
            )
            answers.append(try machine.wire(port).read(66))
        }
        #expect(answers[0] == answers[1])
        #expect(machine.simulation.answer("plug a ch340 lcus").hasPrefix("error there is a device a"))
    }

    @Test func commandsMayComeThroughAPipe() throws {
        let machine = Machine()
        let (input, output) = (try Pipe(), try Pipe())
        var hasEnded = false
        try machine.simulation.read(from: input.reader, answersTo: output.writer) { hasEnded = true }
        let out = ByteChannel(owning: output.reader)
        let commands = ByteChannel(owning: input.writer)
        try commands.write(Array("plug x hid dcttech channels=2\nnonsense\n".utf8))
        machine.loop.deliver(.readable, to: input.reader)
        let answers = "ok\nerror unknown command nonsense; try help\n"
        #expect(String(decoding: try out.read(answers.utf8.count), as: UTF8.self) == answers)
        commands.close()
        machine.loop.deliver([.readable, .hangup], to: input.reader)
        #expect(hasEnded)
    }
}

/// Two ends of a pipe, owned by whoever takes them.
private struct Pipe {
    let reader: Int32
    let writer: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        (reader, writer) = (ends[0], ends[1])
    }
}
