import Testing
import Wire

@testable import Devices

/// The descriptors of USB devices, as a node of usbfs gives them.
struct USBConfigurationTests {
    private static let device: [UInt8] = [18, 1, 0, 2, 0, 0, 0, 64, 0x2E, 0x0C, 0x01, 0x09, 0, 1, 0, 0, 0, 1]

    private static func configuration(_ value: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
        let body = parts.flatMap(\.self)
        return [9, 2, UInt8(9 + body.count), 0, 1, value, 0, 0x80, 50] + body
    }

    private static func interface(
        _ number: UInt8, setting: UInt8 = 0, kind: UInt8 = 3, boot: (UInt8, UInt8) = (0, 0)
    ) -> [UInt8] { [9, 4, number, setting, 1, kind, boot.0, boot.1, 0] }

    private static let hid: [UInt8] = [9, 0x21, 0x11, 1, 0, 1, 0x22, 0x2C, 0x01]
    private static func endpoint(_ address: UInt8, packet: UInt8 = 64, kind: UInt8 = 3) -> [UInt8] {
        [7, 5, address, kind, packet, 0, 4]
    }

    /// A scanner that types on interface 0 and has reports on 1, and something else on 2.
    private static let scanner =
        device
        + configuration(
            1,
            [
                interface(0, boot: (1, 1)), hid, endpoint(0x81, packet: 8), interface(1), hid, endpoint(0x82),
                endpoint(0x03, packet: 32), interface(2, kind: 0x0A), endpoint(0x84, kind: 2),
            ])

    @Test func theInterfaceThatIsNoKeyboard() throws {
        let found = try #require(USBConfiguration(Self.scanner).interface(.first))
        #expect(found.number == 1 && found.descriptorLength == 300)
        #expect(found.input == .init(address: 0x82, packet: 64) && found.output == .init(address: 3, packet: 32))
        #expect(USBConfiguration(Self.scanner).interface(.last) == found)
        #expect(USBConfiguration(Self.scanner).interface(.number(0))?.isKeyboardOrMouse == true)
        #expect(USBConfiguration(Self.scanner).interface(.number(2)) == nil, "no HID")
    }

    @Test func theLastOfSeveral() {
        let two =
            Self.device
            + Self.configuration(
                1, [Self.interface(0), Self.hid, Self.endpoint(0x81), Self.interface(1), Self.hid, Self.endpoint(0x82)])
        #expect(USBConfiguration(two).interface(.first)?.number == 0)
        #expect(USBConfiguration(two).interface(.last)?.number == 1)
    }

    @Test func theConfigurationThatIsActive() {
        let bytes =
            Self.device + Self.configuration(1, [Self.interface(0), Self.hid, Self.endpoint(0x81)])
            + Self.configuration(2, [Self.interface(5), Self.hid, Self.endpoint(0x85)])
        #expect(USBConfiguration(bytes, value: 2).interface(.first)?.number == 5)
        #expect(USBConfiguration(bytes, value: 9).interface(.first)?.number == 0)
        #expect(USBConfiguration(bytes).interface(.first)?.number == 0)
    }

    @Test func anotherSettingIsNotTheOneItStartsIn() {
        let bytes =
            Self.device
            + Self.configuration(
                1,
                [
                    Self.interface(0), Self.hid, Self.endpoint(0x81), Self.interface(0, setting: 1), Self.hid,
                    Self.endpoint(0x86), Self.endpoint(0x07),
                ])
        let found = USBConfiguration(bytes).interface(.first)
        #expect(found?.input?.address == 0x81 && found?.output == nil)
    }

    @Test func endpointsThatNoReportComesBy() {
        for bad in [Self.endpoint(0x81, kind: 2), Self.endpoint(0x81, packet: 0), Self.endpoint(0x01)] {
            let bytes = Self.device + Self.configuration(1, [Self.interface(0), Self.hid, bad])
            #expect(USBConfiguration(bytes).interface(.first) == nil)
        }
    }

    @Test func everyPieceAndEveryFlippedByteIsBorne() {
        for end in 0..<Self.scanner.count { _ = USBConfiguration(Array(Self.scanner[..<end])) }
        for place in Self.scanner.indices {
            for value in [UInt8(0), 1, 2, 0x7F, 0xFF] {
                var bytes = Self.scanner
                bytes[place] = value
                for interface in USBConfiguration(bytes).interfaces {
                    #expect(interface.descriptorLength <= USBConfiguration.longestReportDescriptor)
                    #expect((1...1024).contains(interface.input?.packet ?? 1))
                }
            }
        }
    }
}

/// What travels to a HID device, byte for byte.
struct USBRequestTests {
    @Test func reportsKeepWhatTheKernelKeeps() {
        #expect(USBRequest.write([0, 1, 2]).payload == [1, 2], "no number")
        #expect(USBRequest.write([4, 1, 2]).payload == [4, 1, 2], "a number")
        // A TEMPer has no numbers, and its first byte is meant.
        #expect(
            USBRequest.write([1, 0x86, 0xFF, 1, 0, 0, 0, 0]).control(interface: 1)
                == [0x21, 9, 1, 2, 1, 0, 8, 0, 1, 0x86, 0xFF, 1, 0, 0, 0, 0])
        #expect(
            USBRequest.write([0, 0xFF, 1]).control(interface: 0) == [0x21, 9, 0, 2, 0, 0, 2, 0, 0xFF, 1])
        #expect(USBRequest.setFeature([0xFE, 1]).control(interface: 2) == [0x21, 9, 0xFE, 3, 2, 0, 2, 0, 0xFE, 1])
    }

    @Test func requests() {
        #expect(USBRequest.getFeature(report: 6, length: 14).control(interface: 0) == [0xA1, 1, 6, 3, 0, 0, 14, 0])
        #expect(USBRequest.getFeature(report: 0, length: 9).control(interface: 0) == [0xA1, 1, 0, 3, 0, 0, 8, 0])
        #expect(USBRequest.getFeature(report: 0, length: 0).control(interface: 0) == [0xA1, 1, 0, 3, 0, 0, 1, 0])
        #expect(
            USBRequest.getFeature(report: 1, length: 70_000).control(interface: 0) == [0xA1, 1, 1, 3, 0, 0, 0, 16])
        #expect(USBRequest.describe(length: 300).control(interface: 1) == [0x81, 6, 0, 0x22, 1, 0, 0x2C, 1])
        #expect(USBRequest.clearHalt(endpoint: 0x82).control(interface: 0) == [2, 1, 0, 0, 0x82, 0, 0, 0])
        #expect(USBRequest.write([UInt8](repeating: 1, count: 4097)).control(interface: 0) == nil)
    }

    @Test func theInterfaceOfASite() {
        func choice(_ driver: String, _ identity: DeviceIdentity) -> USBInterfaceChoice {
            DeviceManager.interface(
                of: DeviceSettings(name: "d", role: .scanner, driver: driver, identity: identity, paths: []))
        }
        let port = "pci-0000:00:14.0-usb-0:1.2"
        #expect(choice("hid-pos", DeviceIdentity(path: port)) == .first)
        #expect(choice("temper", DeviceIdentity(path: port)) == .last)
        #expect(choice("temper", DeviceIdentity(path: port + ":1.0")) == .number(0))
        #expect(choice("hid-pos", DeviceIdentity(path: port, interface: 3)) == .number(3))
        #expect(choice("hid-pos", DeviceIdentity(vendor: 0x0C2E)) == .first)
        #expect(choice("hid-pos", DeviceIdentity(path: "platform-vhci_hcd.0-usb-0:2:1.1")) == .number(1))
    }
}
