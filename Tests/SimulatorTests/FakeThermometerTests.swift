import Testing
import Wire

@testable import Simulator

/// A fake as the catalogue makes it, and the driver that the catalogue has for it.
private struct Pair: Sendable, CustomTestStringConvertible {
    let fake: String
    let driver: String
    var profile: String?
    /// Samples a second.
    let rate: Int
    /// How often each fault is tried, at other places; an array's images are long.
    var tries: UInt64 = 10
    /// Frames without a check: a flipped bit may be another temperature.
    var isUnchecked = false

    var testDescription: String { fake }

    static let all = [
        Pair(fake: "gy-mcu90614", driver: "gy-mcu90614", rate: 10),
        Pair(fake: "lu90614", driver: "lu90614", rate: 4),
        Pair(fake: "gy-614v3", driver: "gy-614v3", rate: 10),
        Pair(fake: "pyrousb", driver: "pyrousb", rate: 10),
        Pair(fake: "pyrominibus", driver: "pyrousb", profile: "pyrominibus", rate: 10),
        Pair(fake: "raytek-mi3", driver: "raytek-mi3", rate: 4, isUnchecked: true),
        Pair(fake: "evo-thermal-33", driver: "evo-thermal-33", rate: 7, tries: 1),
    ]

    func device() throws -> any FakeDevice {
        try #require(FakeDeviceCatalogue.makeSerial(fake, FakeDeviceOptions()))
    }

    func realDriver() throws -> any Driver {
        try #require(DriverCatalogue.makeDriver(name: driver, settings: DriverSettings(profile: profile)))
    }
}

/// What must be true of every sample while a forehead of 36.6 °C stands at a gate of 22.5 °C.
private func expectTrue(_ samples: [Sample], _ what: String) {
    for sample in samples {
        #expect(abs((sample.object?.celsius ?? 0) - 36.6) < 0.3, "\(what): \(sample)")
        if let ambient = sample.ambient { #expect(abs(ambient.celsius - 22.5) < 0.2, "\(what): \(sample)") }
    }
}

@Suite("Fake thermometers and their drivers")
struct FakeThermometerTests {
    @Test func everyThermometerHasAFake() {
        let thermometers = DriverCatalogue.models.filter { $0.kind == .thermometer || $0.kind == .ambient }
        let drivers = thermometers.filter { $0.transports.contains(.serial) }
        #expect(drivers.count >= 6)
        for driver in thermometers where !driver.transports.contains(.serial) {
            #expect(FakeDeviceCatalogue.makeHID(driver.name, FakeDeviceOptions())?.0.kind == driver.kind)
        }
        for driver in drivers {
            #expect(FakeDeviceCatalogue.thermometerNames.contains(driver.name), "\(driver.name)")
            #expect(FakeDeviceCatalogue.makeSerial(driver.name, FakeDeviceOptions())?.kind == .thermometer)
        }
        for name in FakeDeviceCatalogue.thermometerNames {
            #expect(FakeDeviceCatalogue.makeSerial(name, FakeDeviceOptions()) != nil)
            #expect(Pair.all.contains { $0.fake == name })
        }
    }

    @Test(arguments: Pair.all)
    private func theDriverSeesWhatStandsThere(pair: Pair) throws {
        try watch(pair.device(), pair)
    }

    private func watch(_ device: some FakeDevice, _ pair: Pair) throws {
        var loop = ThermometerLoop(device, try pair.realDriver())
        loop.start()
        loop.pass(.seconds(4))
        #expect(loop.faults.isEmpty)
        for sample in loop.samples { #expect(abs((sample.object?.celsius ?? 0) - 22.61) < 0.3) }
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(2))
        loop.samples = []
        loop.pass(.seconds(10))
        #expect(abs(loop.samples.count - 10 * pair.rate) <= 3, "\(loop.samples.count)")
        expectTrue(loop.samples, "all is well")
        #expect(loop.faults.isEmpty)
        #expect(loop.driver.counters.droppedBytes == 0)
        // The plug is pulled, and put in again.
        loop.device.powerOff(at: loop.now)
        loop.forget()
        loop.pass(.seconds(10))
        #expect(loop.samples.isEmpty && loop.sent.isEmpty)
        loop.device.powerOn(at: loop.now)
        loop.pass(.seconds(20))
        #expect(loop.samples.count > 5 * pair.rate)
        expectTrue(loop.samples, "after a loss of power")
    }

    @Test(
        arguments: Pair.all,
        [
            .garbage(40), .drop, .duplicate, .checksum, .truncate, .split(.milliseconds(20)),
            .split(.milliseconds(700)),
            .coalesce(3), .silence(.seconds(5)), .delay(.milliseconds(30)),
        ] as [DeviceCommand])
    private func noFaultOfTheLineIsATemperature(pair: Pair, fault: DeviceCommand) throws {
        for seed in 1...pair.tries { try disturb(pair.device(), pair, fault, seed) }
    }

    private func disturb(_ device: some FakeDevice, _ pair: Pair, _ fault: DeviceCommand, _ seed: UInt64) throws {
        var loop = ThermometerLoop(device, try pair.realDriver(), seed: seed)
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(5) + .milliseconds(Int(seed) * 13))
        loop.forget()
        try loop.perform(fault)
        loop.pass(.seconds(9))
        // A flipped digit of a line without a check is another digit; this is the driver's own warning.
        if !(pair.isUnchecked && fault == .checksum) { expectTrue(loop.samples, "\(fault.verb) \(seed)") }
        switch fault {
        case .garbage, .drop, .checksum, .truncate:
            #expect(!loop.faults.isEmpty || pair.isUnchecked, "\(fault) \(seed)")
        // The one that streams is told again what to do, silently.
        case .silence where pair.fake != "gy-mcu90614": #expect(loop.faults.contains(.timeout))
        default: break
        }
        loop.forget()
        loop.pass(.seconds(3))
        #expect(abs(loop.samples.count - 3 * pair.rate) <= 2, "\(fault) \(seed): \(loop.samples.count)")
        expectTrue(loop.samples, "after \(fault.verb) \(seed)")
        #expect(loop.faults.isEmpty)
    }

    @Test(arguments: Pair.all)
    private func lateAnswersAreNeverWrong(pair: Pair) throws {
        guard pair.fake != "gy-mcu90614" else { return }
        try delayAnswers(pair.device(), pair)
    }

    private func delayAnswers(_ device: some FakeDevice, _ pair: Pair) throws {
        var loop = ThermometerLoop(device, try pair.realDriver())
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        loop.pass(.seconds(5))
        loop.forget()
        try loop.perform(.thermometer(.late(3)))
        loop.pass(.seconds(15))
        expectTrue(loop.samples, "late")
        loop.forget()
        loop.pass(.seconds(5))
        #expect(abs(loop.samples.count - 5 * pair.rate) <= 2)
        #expect(loop.faults.isEmpty)
    }

    @Test(arguments: Pair.all)
    private func cupsAndSwayingPeopleAreShownAsTheyAre(pair: Pair) throws {
        try wave(pair.device(), pair)
    }

    private func wave(_ device: some FakeDevice, _ pair: Pair) throws {
        var loop = ThermometerLoop(device, try pair.realDriver())
        loop.start()
        try loop.perform(.subject(Temperature(hundredths: 3660)))
        try loop.perform(.thermometer(.cup(Temperature(hundredths: 5500))))
        loop.pass(.seconds(4))
        #expect(abs((loop.samples.last?.object?.celsius ?? 0) - 55) < 0.3)
        try loop.perform(.thermometer(.cup(nil)))
        loop.pass(.seconds(2))
        loop.forget()
        try loop.perform(.thermometer(.move(.seconds(3))))
        loop.pass(.seconds(3))
        let objects = loop.samples.compactMap(\.object?.celsius)
        #expect((objects.max() ?? 0) - (objects.min() ?? 0) > 2)
        #expect(objects.allSatisfy { $0 < 36.9 })
        loop.pass(.seconds(2))
        loop.forget()
        loop.pass(.seconds(3))
        expectTrue(loop.samples, "stands still again")
        #expect(loop.faults.isEmpty)
    }

    @Test(arguments: Pair.all)
    private func theSameSeedSendsTheSameBytes(pair: Pair) throws {
        let first = try record(pair.device(), pair)
        #expect(first == (try record(pair.device(), pair)))
        #expect(!first.isEmpty)
    }

    private func record(_ device: some FakeDevice, _ pair: Pair) throws -> [[UInt8]] {
        var loop = ThermometerLoop(device, try pair.realDriver())
        loop.start()
        loop.pass(.seconds(3))
        return loop.sent
    }

    @Test(arguments: Pair.all)
    private func whatIsNoThermometersIsRefused(pair: Pair) throws {
        var device = try pair.device()
        #expect(throws: CommandError.notForThisDevice("scan")) {
            try device.perform(.scan("A"), at: Instant(nanoseconds: 0)) { _ in }
        }
    }

    /// The emissivity's effect as the device reference has it, for skin of 34.0 °C read with 1.00.
    @Test(arguments: [(0, 33.42), (1000, 33.57), (2300, 33.79), (3200, 33.96)] as [(Int32, Double)])
    func aWrongEmissivityShowsTooLittle(ambient: Int32, shown: Double) {
        let object = Temperature(hundredths: 3400)
        let seen = SkinModel.shown(object, ambient: Temperature(hundredths: ambient), setting: 1)
        #expect(abs(seen.celsius - shown) < 0.006)
        #expect(SkinModel.shown(object, ambient: Temperature(hundredths: ambient), setting: 0.98) == object)
    }
}
