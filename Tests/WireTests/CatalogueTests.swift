import Testing

@testable import Wire

@Suite("Driver catalogue and outputs")
struct CatalogueTests {
    @Test func namesAreUniqueAndLeadToADriverOfTheirKind() {
        #expect(Set(DriverCatalogue.models.map(\.name)).count == DriverCatalogue.models.count)
        for model in DriverCatalogue.models {
            #expect(DriverCatalogue.model(named: model.name) == model)
            #expect(DriverCatalogue.makeDriver(name: model.name) != nil)
            let isSwitched = DriverCatalogue.makeOutput(name: model.name) != nil
            let speaks = DriverCatalogue.makeVoice(name: model.name) != nil
            #expect((isSwitched != speaks) == (model.kind == .output))
            #expect(!model.sources.isEmpty)
            #expect(model.defaultBaud >= 2400)
        }
        #expect(DriverCatalogue.makeDriver(name: "gy-mcu90615x") == nil)
        #expect(DriverCatalogue.model(named: "") == nil)
    }

    @Test func settingsReachTheDriver() {
        let settings = DriverSettings(terminators: .tab, aim: .required)
        var script = Script(DriverCatalogue.makeDriver(name: "serial-line", settings: settings) ?? GYMCU90614())
        script.receive("]Q1A\tB\t")
        #expect(script.scans == [Scan(bytes: [0x41], aim: "]Q1")])
        #expect(script.faults == [.mode])
    }

    @Test func frameBufferKeepsTheNewestBytes() {
        var buffer = FrameBuffer<3>()
        for byte in UInt8(1)...5 { buffer.append(byte) }
        #expect((0..<buffer.count).map { buffer[$0] } == [3, 4, 5])
        #expect(buffer.sum8(first: 99) == 12)
        buffer.removeFirst(2)
        #expect(buffer[0] == 5)
        buffer.removeFirst(7)
        #expect(buffer.isEmpty)
    }
}
