import Testing

@testable import Wire

@Suite("Driver catalogue and outputs")
struct CatalogueTests {
    @Test func namesAreUniqueAndLeadToADriverOfTheirKind() {
        #expect(Set(DriverCatalogue.models.map(\.name)).count == DriverCatalogue.models.count)
        for model in DriverCatalogue.models {
            #expect(DriverCatalogue.model(named: model.name) == model)
            #expect((DriverCatalogue.makeDriver(name: model.name) != nil) == (model.kind != .output))
            #expect((DriverCatalogue.makeOutput(name: model.name) != nil) == (model.kind == .output))
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

    @Test func relayCommandsAreTheVendors() throws {
        let board = LCUS(channels: 2)
        #expect(board.command(channel: 1, on: true) == [0xA0, 0x01, 0x01, 0xA2])
        #expect(board.command(channel: 1, on: false) == [0xA0, 0x01, 0x00, 0xA1])
        #expect(board.command(channel: 2, on: true) == (try DeviceVectors.bytes("lcus_ch2_on")))
        #expect(board.command(channel: 2, on: false) == (try DeviceVectors.bytes("lcus_ch2_off")))
        #expect(board.command(channel: 0, on: true) == nil)
        #expect(board.command(channel: 3, on: false) == nil)
        #expect(LCUS(channels: 99).channels == 8)
        #expect(LCUS(channels: -1).channels == 1)
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
