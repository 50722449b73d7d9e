import TestSupport
import Testing

@testable import Wire

@Suite("Which node a configured device is")
struct DeviceMatcherTests {
    static let port = "pci-0000:00:14.0-usb-0:"

    /// A node of an interface at a port of the hub, as the kernel would name it.
    static func node(
        _ name: String, _ kind: TransportKind = .serial, at place: String, _ vendor: UInt16 = 0x1A86,
        _ product: UInt16 = 0x7523, serial: String? = nil, pages: [UInt16] = [], keyboard: Bool = false
    ) -> DeviceNode {
        let interface = place.contains(":")
        let device = place.split(separator: ":").first.map { "/sys/devices/usb1/1-\($0)" } ?? ""
        var node = DeviceNode(syspath: "\(device)/\(place)/\(name)", devnode: "/dev/\(name)", kind: kind)
        (node.vendor, node.product, node.serial, node.usagePages) = (vendor, product, serial, pages)
        node.path = port + place
        node.usbDevice = device
        node.interface = interface ? place.last.flatMap(\.wholeNumberValue).map { UInt8($0) } : nil
        node.isKeyboard = keyboard
        node.port = kind == .serial ? 0 : nil
        return node
    }

    static func wish(
        _ name: String, _ identity: DeviceIdentity, driver: String = "gy-mcu90614", _ transports: [TransportKind]? = nil
    ) -> DeviceWish {
        DeviceWish(name: name, identity: identity, driver: driver, transports: transports)
    }

    static func outcome(_ wish: DeviceWish, _ nodes: [DeviceNode]) -> MatchOutcome {
        DeviceMatcher.match([wish], nodes: nodes)[0]
    }

    @Test func twinsAreToldApartByTheirPorts() {
        let twins = [Self.node("ttyUSB0", at: "1.2:1.0"), Self.node("ttyUSB1", at: "1.3:1.0")]
        let wishes = ["1.2:1.0", "1.3:1.0"].map { Self.wish($0, DeviceIdentity(path: Self.port + $0)) }
        #expect(DeviceMatcher.match(wishes, nodes: twins) == twins.map { .found($0) })
        var renumbered = twins.map { $0 }
        (renumbered[0].devnode, renumbered[1].devnode) = ("/dev/ttyUSB1", "/dev/ttyUSB0")
        #expect(DeviceMatcher.match(wishes, nodes: renumbered.reversed()) == renumbered.map { .found($0) })
    }

    @Test func aPortMayBeWrittenInThreeWays() {
        let node = Self.node("ttyUSB0", at: "1.2:1.0")
        for text in ["1.2:1.0", "1.2:1.0-port0", "1.2"] {
            #expect(Self.outcome(Self.wish("t", DeviceIdentity(path: Self.port + text)), [node]) == .found(node))
        }
        for text in ["1.2:1.1", "1.2:1.0-port1", "1", "1.2:", "1.20:1.0", ""] {
            let outcome = Self.outcome(Self.wish("t", DeviceIdentity(path: Self.port + text)), [node])
            #expect(outcome == .absent(elsewhere: []), "\(text)")
        }
    }

    @Test func twoNodesOfEqualWeightAreRefusedWithBothNamed() throws {
        let twins = [Self.node("ttyUSB0", at: "1.2:1.0", 0x1EAB), Self.node("ttyUSB1", at: "1.3:1.0", 0x1EAB)]
        let wish = Self.wish("scan-1", DeviceIdentity(vendor: 0x1EAB, product: 0x7523), driver: "serial-line")
        let outcome = Self.outcome(wish, twins)
        #expect(outcome == .refused(.several(twins)))
        let problem = try #require(outcome.problem(of: wish))
        for word in ["/dev/ttyUSB0", "/dev/ttyUSB1", "1.3:1.0", "gatehousectl device bind scan-1"] {
            #expect(problem.contains(word))
        }
    }

    @Test func twoDevicesThatWantOneNodeAreRefusedWithBothNamed() throws {
        let node = Self.node("ttyUSB0", at: "1.2:1.0", 0x1EAB, 0x8306, serial: "A1")
        let wishes = [
            Self.wish("scan-1", DeviceIdentity(vendor: 0x1EAB, product: 0x8306), driver: "serial-line"),
            Self.wish("scan-2", DeviceIdentity(vendor: 0x1EAB, product: 0x8306), driver: "serial-line"),
        ]
        let outcomes = DeviceMatcher.match(wishes, nodes: [node])
        #expect(outcomes[0] == .refused(.contested(node, others: ["scan-2"])))
        #expect(outcomes[1] == .refused(.contested(node, others: ["scan-1"])))
        #expect(try #require(outcomes[0].problem(of: wishes[0])).contains("scan-2"))
        // One that says less does not get what two others want.
        let third = Self.wish("scan-3", DeviceIdentity(vendor: 0x1EAB), driver: "serial-line")
        let heavier = wishes.map { Self.wish($0.name, DeviceIdentity(serial: "A1"), driver: "serial-line") }
        let all = DeviceMatcher.match([third] + heavier, nodes: [node])
        #expect(all[0] == .refused(.taken(node, by: "scan-1")))
        #expect(all[1] == .refused(.contested(node, others: ["scan-2"])))
    }

    @Test func theWeightsAreInOrder() {
        let identities = [
            DeviceIdentity(path: "p"), DeviceIdentity(serial: "s"), DeviceIdentity(vendor: 1, product: 2),
            DeviceIdentity(interface: 0), DeviceIdentity(descriptors: "d"),
        ]
        #expect(identities.map(\.weight) == identities.map(\.weight).sorted(by: >))
        for (place, identity) in identities.enumerated() {
            #expect(identity.weight > identities[(place + 1)...].reduce(0) { $0 + $1.weight })
        }
    }

    @Test func whoSaysMoreGetsTheNode() {
        let nodes = [
            Self.node("ttyACM0", at: "1.2:1.0", 0x1EAB, 0x8306, serial: "A"),
            Self.node("ttyACM1", at: "1.3:1.0", 0x1EAB, 0x8306, serial: "B"),
        ]
        let byIds = Self.wish("scan-1", DeviceIdentity(vendor: 0x1EAB, product: 0x8306), driver: "serial-line")
        let bySerial = Self.wish("scan-2", DeviceIdentity(serial: "A"), driver: "serial-line")
        #expect(DeviceMatcher.match([byIds, bySerial], nodes: nodes) == [.found(nodes[1]), .found(nodes[0])])
        #expect(DeviceMatcher.match([bySerial, byIds], nodes: nodes) == [.found(nodes[0]), .found(nodes[1])])
        let both = DeviceMatcher.match([byIds, bySerial], nodes: [nodes[0]])
        #expect(both == [.refused(.taken(nodes[0], by: "scan-2")), .found(nodes[0])])
    }

    @Test func aConverterIsNeverClaimedByItsIdsAlone() throws {
        let node = Self.node("ttyUSB0", at: "1.2:1.0")
        let ids = Self.wish("thermo-1", DeviceIdentity(vendor: 0x1A86, product: 0x7523, interface: 0))
        #expect(Self.outcome(ids, [node]) == .refused(.converter(node, chip: "CH340 and CH341")))
        let problem = try #require(Self.outcome(ids, [node]).problem(of: ids))
        #expect(problem.contains("gatehousectl device bind thermo-1"))
        let bound = DeviceIdentity(path: Self.port + "1.2:1.0", vendor: 0x1A86, product: 0x7523)
        #expect(Self.outcome(Self.wish("thermo-1", bound), [node]) == .found(node))
        let numbered = Self.node("ttyUSB0", at: "1.2:1.0", 0x0403, 0x6001, serial: "FT1")
        #expect(Self.outcome(Self.wish("t", DeviceIdentity(serial: "FT1")), [numbered]) == .found(numbered))
    }

    @Test func theTransportIsTheDrivers() {
        let nodes = [
            Self.node("1-1.2", .usb, at: "1.2", 0x0C2E, 0x0901),
            Self.node("event5", .evdev, at: "1.2:1.0", 0x0C2E, 0x0901, keyboard: true),
            Self.node("event6", .evdev, at: "1.2:1.0", 0x0C2E, 0x0901),
            Self.node("hidraw0", .hidraw, at: "1.2:1.0", 0x0C2E, 0x0901, pages: [0x01]),
            Self.node("hidraw1", .hidraw, at: "1.2:1.1", 0x0C2E, 0x0901, pages: [0x8C]),
            Self.node("ttyACM0", .serial, at: "1.2:1.2", 0x0C2E, 0x0901),
        ]
        let identity = DeviceIdentity(vendor: 0x0C2E, product: 0x0901)
        func name(_ driver: String, _ transports: [TransportKind]) -> String? {
            guard case .found(let node) = Self.outcome(Self.wish("s", identity, driver: driver, transports), nodes)
            else { return nil }
            return node.devnode
        }
        #expect(name("hid-pos", [.hidraw, .usb]) == "/dev/hidraw1", "the collection of scanners, not the keyboard")
        #expect(name("hid-pos", [.usb]) == "/dev/1-1.2")
        #expect(name("keyboard", [.evdev]) == "/dev/event5", "the one with the keys")
        #expect(name("serial-line", [.serial]) == "/dev/ttyACM0")
        let withoutHidraw = nodes.filter { $0.kind == .usb }
        let wish = Self.wish("s", identity, driver: "hid-pos", [.hidraw, .usb])
        #expect(Self.outcome(wish, withoutHidraw) == .found(nodes[0]))
        let atInterface = DeviceIdentity(path: Self.port + "1.2:1.1")
        #expect(Self.outcome(Self.wish("s", atInterface, driver: "hid-pos", [.usb]), nodes) == .found(nodes[0]))
    }

    @Test func noKeyboardIsClaimedUnlessItIsNamed() {
        let guards = Self.node("event1", .evdev, at: "1.1:1.0", 0x046D, 0xC31C, keyboard: true)
        for identity in [DeviceIdentity(), DeviceIdentity(interface: 0), DeviceIdentity(descriptors: "00")] {
            let outcome = Self.outcome(Self.wish("scan-1", identity, driver: "keyboard", [.evdev]), [guards])
            #expect(outcome == .refused(.unnamed))
        }
        let other = DeviceIdentity(vendor: 0x05E0, product: 0x1200)
        let outcome = Self.outcome(Self.wish("scan-1", other, driver: "keyboard", [.evdev]), [guards])
        #expect(outcome == .absent(elsewhere: []))
    }

    @Test func aTEMPerIsItsLastInterface() {
        let nodes = (0...1).map { Self.node("hidraw\($0)", .hidraw, at: "1.2:1.\($0)", 0x413D, 0x2107) }
        let identity = DeviceIdentity(vendor: 0x413D, product: 0x2107)
        #expect(Self.outcome(Self.wish("a", identity, driver: "temper", [.hidraw]), nodes) == .found(nodes[1]))
        let twins = nodes + (0...1).map { Self.node("hidraw\($0 + 2)", .hidraw, at: "1.3:1.\($0)", 0x413D, 0x2107) }
        let both = Self.outcome(Self.wish("a", identity, driver: "temper", [.hidraw]), twins)
        #expect(both == .refused(.several([twins[1], twins[3]])))
        var first = identity
        first.interface = 0
        #expect(Self.outcome(Self.wish("a", first, driver: "temper", [.hidraw]), nodes) == .found(nodes[0]))
    }

    @Test func whatIsInUseStaysSo() {
        let first = Self.node("ttyACM0", at: "1.2:1.0", 0x1EAB, 0x8306)
        let twin = Self.node("ttyACM1", at: "1.1:1.0", 0x1EAB, 0x8306)
        let wish = Self.wish("scan-1", DeviceIdentity(vendor: 0x1EAB, product: 0x8306), driver: "serial-line")
        let held = DeviceMatcher.match([wish], nodes: [first, twin], held: [0: first.syspath])
        #expect(held == [.found(first)])
        #expect(DeviceMatcher.match([wish], nodes: [twin], held: [0: first.syspath]) == [.found(twin)])
    }

    @Test func whatNobodySpeaksToSaysWhatItNeeds() throws {
        let node = Self.node("hidraw0", .hidraw, at: "1.2:1.2", 0x04D8, 0x00DD)
        let wish = Self.wish("t", DeviceIdentity(vendor: 0x04D8, product: 0x00DD), driver: "x", [.hidraw])
        #expect(try #require(Self.outcome(wish, [node]).problem(of: wish)).contains("CP2112"))
    }

    @Test func aDeviceAtAnotherPortIsPointedOut() throws {
        let node = Self.node("ttyUSB0", at: "1.4:1.0", 0x0403, 0x6001, serial: "FT1")
        let wish = Self.wish("t", DeviceIdentity(path: Self.port + "1.2:1.0", serial: "FT1"))
        #expect(Self.outcome(wish, [node]) == .absent(elsewhere: [node]))
        #expect(try #require(Self.outcome(wish, [node]).problem(of: wish)).contains("1.4:1.0"))
    }

    /// Whatever is plugged in and configured: no node is given twice, only what fits is given, and order matters not.
    @Test func neverGivesANodeTwice() {
        var random = SplitMix(seed: 20)
        for _ in 0..<300 {
            let nodes = (0..<Int.random(in: 0...6, using: &random)).map { index in
                Self.node(
                    "ttyACM\(index)", at: "1.\(index):1.0", 0x1EAB, UInt16.random(in: 1...2, using: &random),
                    serial: ["A", "B", nil].randomElement(using: &random) ?? nil)
            }
            let wishes = (0..<Int.random(in: 1...5, using: &random)).map { index in
                let product = Bool.random(using: &random) ? UInt16.random(in: 1...2, using: &random) : nil
                let identity = DeviceIdentity(
                    path: Bool.random(using: &random) ? "\(Self.port)1.\(Int.random(in: 0...5, using: &random))" : nil,
                    vendor: 0x1EAB, product: product,
                    serial: Bool.random(using: &random) ? ["A", "B"].randomElement(using: &random) : nil)
                return Self.wish("d\(index)", identity, driver: "serial-line")
            }
            let outcomes = DeviceMatcher.match(wishes, nodes: nodes)
            #expect(outcomes == DeviceMatcher.match(wishes, nodes: nodes.shuffled(using: &random)))
            var given: [DeviceNode] = []
            for (wish, outcome) in zip(wishes, outcomes) {
                if case .found(let node) = outcome {
                    #expect(wish.identity.fits(node))
                    given.append(node)
                }
            }
            #expect(Set(given).count == given.count)
        }
    }
}
