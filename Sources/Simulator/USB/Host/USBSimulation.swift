public import EventLoop
import Wire

/// Fake USB devices in the virtual controller of the machine that it runs on, driven by text commands. Lives on its
/// reactor's thread.
public final class USBSimulation {
    /// The ports that are tried for a device that is not told one: what the kernel's controllers have for full speed.
    private static let ports = 0..<8

    private let reactor: any Reactor
    private let controller: any USBHostController
    private var devices: [HostedUSBDevice] = []
    private var seeds: SeededGenerator
    private var socket: CommandSocket?
    private var console: CommandConnection?

    /// A controller without devices. `seed` decides all that is random.
    public convenience init(seed: UInt64 = 1, reactor: any Reactor) {
        self.init(seed: seed, reactor: reactor, controller: VHCIPort())
    }

    init(seed: UInt64, reactor: any Reactor, controller: any USBHostController) {
        seeds = SeededGenerator(seed: seed)
        self.reactor = reactor
        self.controller = controller
    }

    /// Takes commands at a socket, for this user only.
    public func listen(at path: String) throws(SimulationError) {
        socket = try CommandSocket(path: path, reactor: reactor) { [weak self] line in
            self?.answer(line) ?? "error the simulator is closing"
        }
    }

    /// Takes commands from the descriptor `input`, which can be waited for (no regular file), and answers to `output`.
    /// `ended` is called when the input ends.
    public func read(from input: Int32, answersTo output: Int32, ended: @escaping () -> Void) throws(SimulationError) {
        console = try CommandConnection(input: input, output: output, reactor: reactor, ended: ended) { [weak self] in
            self?.answer($0) ?? "error the simulator is closing"
        }
    }

    /// Pulls all devices out and removes the socket.
    public func close() {
        socket?.close()
        socket = nil
        console?.close()
        console = nil
        for device in devices { device.unplug() }
    }

    /// The answer to one line: as that of `Simulation`, with `plug` and `unplug` of named devices besides.
    public func answer(_ line: String) -> String {
        let (verb, rest) = CommandText.cut(line)
        do throws(CommandError) {
            if verb == "plug", !rest.isEmpty { return try plug(USBPlugOrder(rest)) }
            if let device = device(verb) {
                let (inner, words) = CommandText.cut(rest)
                if inner == "plug" { return try plug(USBPlugOrder(device.name + " " + words)) }
            }
            if verb == "unplug", !rest.isEmpty {
                guard let device = device(rest) else { throw .noDevice(rest, known: devices.map(\.name)) }
                device.unplug()
                return "ok"
            }
        } catch {
            return "error \(error.description)"
        }
        return CommandDesk.answer(line, devices, help: Self.help, at: reactor.now)
    }

    /// The commands, for people.
    static let help = """
        # plug NAME ch340 MODEL [port=0 vid=1a86 pid=7523 serial=TEXT product=TEXT …]
        #   \(FakeDeviceCatalogue.serialNames.joined(separator: " | "))
        # plug NAME cdc-acm MODEL …                  the same devices, behind the class driver of modems
        # plug NAME hid MODEL …
        #   \(FakeDeviceCatalogue.hidNames.joined(separator: " | "))
        # plug NAME [port=2] | unplug NAME           a device that is known, in its port or in another
        # [device] stall | eproto | babble [in | out | control] [N]   the next N transfers end so

        """ + CommandText.help

    /// The device's end of the line of what is in `port`; for tests.
    func descriptor(port: Int) -> Int32? { devices.first { $0.port == port }?.connection?.descriptor }

    private func device(_ name: String) -> HostedUSBDevice? { devices.first { $0.name == name } }

    private func plug(_ order: USBPlugOrder) throws(CommandError) -> String {
        if let known = device(order.name) {
            guard order.new == nil else {
                throw .system("there is a device \(order.name); use plug \(order.name) [port=0]")
            }
            try known.plug(into: order.port)
            return "ok"
        }
        guard let new = order.new else { throw .noDevice(order.name, known: devices.map(\.name)) }
        guard devices.count < USBPlugOrder.deviceLimit else {
            throw .system("there are \(devices.count) devices, which is as many as can be")
        }
        let device = HostedUSBDevice(
            name: order.name, model: try make(new), port: order.port ?? freePort, controller: controller,
            reactor: reactor, seed: seeds.next())
        try device.plug()
        devices.append(device)
        return "ok"
    }

    private var freePort: Int {
        Self.ports.first { port in !devices.contains { $0.port == port } } ?? Self.ports.upperBound
    }

    private func make(_ new: USBPlugOrder.New) throws(CommandError) -> any USBDeviceModel {
        var options = new.options
        options.seed = seeds.next()
        if new.bridge == .hid {
            guard let (device, identity) = FakeDeviceCatalogue.makeHID(new.model, options) else {
                throw .usage("plug NAME hid \(FakeDeviceCatalogue.hidNames.joined(separator: " | "))")
            }
            return HIDFunction(device, identity: identity.changed(by: new.identity))
        }
        guard let device = FakeDeviceCatalogue.makeSerial(new.model, options) else {
            throw .usage(
                "plug NAME \(new.bridge.rawValue) \(FakeDeviceCatalogue.serialNames.joined(separator: " | "))")
        }
        return new.bridge == .ch340
            ? CH340Bridge(device, identity: CH340Bridge.identity.changed(by: new.identity), baud: options.baud)
            : CDCACMBridge(device, identity: CDCACMBridge.identity.changed(by: new.identity))
    }
}
