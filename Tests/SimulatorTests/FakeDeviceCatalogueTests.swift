import Testing
import Wire

@testable import Simulator

@Suite("The fakes by their names")
struct FakeDeviceCatalogueTests {
    private static let names = FakeDeviceCatalogue.serialNames + FakeDeviceCatalogue.hidNames

    /// Everything that the house can drive can be faked.
    @Test func thereIsAFakeForEveryDriver() throws {
        for model in DriverCatalogue.models {
            #expect(Self.names.contains(model.name), "no fake for \(model.name)")
        }
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test func eachNameMakesWhatItsDriverReads() throws {
        for name in Self.names {
            let driver = FakeDeviceCatalogue.driver(of: name)
            let model = try #require(DriverCatalogue.model(named: driver.name), "no driver \(name)")
            #expect(driver.profile.map(model.profiles.contains) ?? true)
            let loop = try ClosedLoop(name)
            #expect(loop.device.kind == model.kind)
            #expect((loop.device is any FakeHIDDevice) == !model.transports.contains(.serial), "\(name)")
            // What it says about itself is JSON, as far as braces and quotation marks go.
            let state = loop.device.stateMembers(at: loop.now)
            #expect(state.filter { $0 == "\"" }.count.isMultiple(of: 2) && state.contains(":"))
        }
        #expect(FakeDeviceCatalogue.makeSerial("toaster", FakeDeviceOptions()) == nil)
        #expect(FakeDeviceCatalogue.makeHID("toaster", FakeDeviceOptions()) == nil)
    }

    @Test(arguments: [
        ("format", "segmented", true), ("format", "long", false), ("address", "247", true), ("address", "0", false),
        ("layout", "uncounted", true), ("layout", "fr", false), ("emissivity", "0.98", true),
        ("emissivity", "2", false),
        ("firmware", "TEMPerF1.4", true), ("firmware", "", false), ("colour", "red", false),
    ])
    func options(key: String, value: String, isRight: Bool) {
        var options = FakeDeviceOptions()
        if isRight {
            #expect(throws: Never.self) { try options.set(key, value) }
        } else {
            #expect(throws: CommandError.self) { try options.set(key, value) }
        }
    }

    /// Whatever a host writes: no fake crashes, or talks for ever.
    @Test(arguments: names, [1, 2, 3] as [UInt64]) func noBytesCrashAFake(name: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var device = try ClosedLoop(name).device
        var now = Instant(nanoseconds: 1_000_000_000)
        let starts: [UInt8] = [0x01, 0x04, 0x05, 0x10, 0x11, 0x12, 0x14, 0xA0, 0xFD, 0xFF]
        for _ in 0..<300 {
            var bytes = generator.bytes(Int.random(in: 0...70, using: &generator))
            if let first = bytes.indices.first, Bool.random(using: &generator) {
                bytes[first] = starts.randomElement(using: &generator) ?? 0
            }
            var answers = 0
            device.receive(bytes, at: now) { answers += $0.count }
            now = now + .milliseconds(Int.random(in: 0...600, using: &generator))
            for _ in 0..<20 {
                guard let due = device.deadline, due <= now else { break }
                device.tick(at: due) { answers += $0.count }
            }
            #expect(answers < 5000)
        }
    }
}
