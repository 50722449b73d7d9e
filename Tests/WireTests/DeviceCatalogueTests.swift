import Testing

@testable import Wire

@Suite("Catalogue of device models")
struct DeviceCatalogueTests {
    static func node(
        _ kind: TransportKind, _ vendor: UInt16, _ product: UInt16, text: String? = nil, pages: [UInt16] = [],
        interfaceClass: UInt8? = nil
    ) -> DeviceNode {
        var node = DeviceNode(syspath: "/sys/x", devnode: "/dev/x", kind: kind)
        (node.vendor, node.product, node.productText, node.usagePages) = (vendor, product, text, pages)
        node.interfaceClass = interfaceClass
        return node
    }

    @Test func namesAreUniqueAndEveryFactHasASource() {
        let names = DeviceCatalogue.models.map(\.name)
        #expect(Set(names).count == names.count)
        for model in DeviceCatalogue.models {
            #expect(!model.sources.isEmpty && model.sources.allSatisfy { !$0.isEmpty })
            if case .unsupported(let needed) = model.support { #expect(needed.count > 20) }
            #expect(model.transport != .serial || model.baud != nil || model.driver == nil)
            #expect(model.transport == .serial || model.baud == nil)
        }
    }

    @Test func everyDriverHasModelsThatItsTransportsReach() {
        for driver in DriverCatalogue.models {
            let models = DeviceCatalogue.models(ofDriver: driver.name)
            #expect(!models.isEmpty, "\(driver.name)")
            for model in models {
                #expect(driver.transports.contains(model.transport))
                if let baud = model.baud { #expect(([driver.defaultBaud] + driver.otherBauds).contains(baud)) }
            }
        }
    }

    @Test func noPatternOfADriverTakesAConverter() {
        for chip in DeviceCatalogue.converters {
            for pattern in chip.patterns {
                let node = Self.node(.serial, pattern.vendor ?? 0, pattern.product ?? 0, interfaceClass: 2)
                #expect(DeviceCatalogue.converter(node)?.name == chip.name)
                #expect(DeviceCatalogue.candidates(for: node).map(\.support) == [.converter])
            }
        }
    }

    @Test(
        arguments: [
            (0x1A86, 0x7523), (0x10C4, 0xEA60), (0x0403, 0x6001), (0x0403, 0x6015), (0x067B, 0x2303), (0x0483, 0x5740),
            (0x28E9, 0x018A),
        ] as [(UInt16, UInt16)])
    func theGenericChips(vendor: UInt16, product: UInt16) {
        #expect(DeviceCatalogue.converter(Self.node(.serial, vendor, product)) != nil)
    }

    @Test func sharedIdsNeedTheName() {
        let relay = Self.node(.hidraw, 0x16C0, 0x05DF, text: "USBRelay4")
        #expect(DeviceCatalogue.candidates(for: relay).map(\.driver) == ["dcttech"])
        for text in [nil, "", "Keyboard", "usbrelay"] {
            #expect(DeviceCatalogue.candidates(for: Self.node(.hidraw, 0x16C0, 0x05DF, text: text)).isEmpty)
        }
    }

    @Test func aPointOfSaleScannerIsKnownByItsPage() {
        let scanner = Self.node(.hidraw, 0x0C2E, 0x0901, pages: [0x8C])
        #expect(DeviceCatalogue.candidates(for: scanner).map(\.driver) == ["hid-pos"])
        #expect(DeviceCatalogue.candidates(for: Self.node(.hidraw, 0x0C2E, 0x0901, pages: [0x01])).isEmpty)
        #expect(DeviceCatalogue.candidates(for: Self.node(.usb, 0x0C2E, 0x0901)).isEmpty, "its interfaces tell")
    }

    @Test func whatNobodySpeaksToSaysWhatIsMissing() {
        for (vendor, product) in [(0x04D8, 0x00DD), (0x5131, 0x2007), (0x0519, 0x2018)] as [(UInt16, UInt16)] {
            #expect(DeviceCatalogue.unsupported(Self.node(.hidraw, vendor, product)) != nil)
        }
        for (vendor, product) in [(0x289D, 0x0010), (0x09CB, 0x1996)] as [(UInt16, UInt16)] {
            #expect(DeviceCatalogue.unsupported(Self.node(.usb, vendor, product)) != nil)
        }
        let named = ["CJMCU-90614", "GY-MCU640", "GD60914", "DFRobot SEN0254"]
        #expect(named.allSatisfy { name in DeviceCatalogue.unsupported.contains { $0.name == name } })
    }

    @Test func usagePagesOfDescriptors() throws {
        let scanner: [UInt8] = [0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x05, 0x01, 0x09, 0x3B, 0xA1, 0x02, 0xC0, 0xC0]
        #expect(HIDCollections.usagePages(of: scanner) == [0x8C])
        let keyboard: [UInt8] = [0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0xC0]
        #expect(HIDCollections.usagePages(of: keyboard + scanner + keyboard) == [0x01, 0x8C])
        let vendor: [UInt8] = [0x06, 0x8C, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0xC0]
        #expect(HIDCollections.usagePages(of: vendor) == [0xFF8C])
        let extended: [UInt8] = [0x0B, 0x02, 0x00, 0x8C, 0x00, 0xA1, 0x01, 0xC0]
        #expect(HIDCollections.usagePages(of: extended) == [0x8C])
        let long: [UInt8] = [0xFE, 0x02, 0x10, 0xAA, 0xBB] + scanner
        #expect(HIDCollections.usagePages(of: long) == [0x8C])
        for length in 0..<scanner.count { _ = HIDCollections.usagePages(of: Array(scanner.prefix(length))) }
        for byte in UInt8.min...UInt8.max {
            _ = HIDCollections.usagePages(of: Array(repeating: byte, count: 5000))
        }
        #expect(HIDCollections.usagePages(of: [0xA1, 0x01, 0xC0, 0xC0, 0xC0, 0xFE]).isEmpty)
    }
}
