import Control
import Testing
import Wire

@testable import gatehousectl

/// The monitor without a terminal: what it knows, and what it shows.
@Suite struct MonitorTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)

    private static func status(_ devices: [DeviceStatus]) -> GateStatus {
        GateStatus(
            site: "嘉宝梦之星", gate: "west", version: "0", uptime: 1, clock: ClockStatus(time: "t", quality: "unset"),
            lanes: [], devices: devices,
            journal: JournalStatus(origin: "o", size: 0, durable: 0, ringUsed: 0, ringCapacity: 0, available: true))
    }

    private static func device(
        _ name: String, _ role: String, state: String = "ready", received: UInt64 = 0, problem: String? = nil
    ) -> DeviceStatus {
        var device = DeviceStatus(
            name: name, role: role, driver: "gy-mcu90614", lane: "west-in", state: state, since: 42, problem: problem)
        device.counters.receivedBytes = received
        device.counters.frames = received / 9
        device.node = "/dev/ttyUSB0"
        return device
    }

    /// A thermometer that has sent for 20 seconds, and a scanner that is lost.
    private static func model() -> (MonitorModel, Instant) {
        var model = MonitorModel()
        model.take(
            status([
                device("thermo-1", "thermometer", received: 900),
                device("scan-1", "scanner", state: "lost", problem: "it hung up; plug it in again"),
            ]), at: start)
        var now = start
        for number in 0..<100 {
            now = start + .milliseconds(200 * Int64(number))
            let object = 34 + Double(number) / 50
            model.take(
                .sample(SampleSummary(device: "thermo-1", count: 2, object: object, ambient: 22.5), time: ""), at: now)
        }
        model.take(
            status([
                device("thermo-1", "thermometer", received: 2700),
                device("scan-1", "scanner", state: "lost", problem: "it hung up; plug it in again"),
            ]), at: now)
        return (model, now)
    }

    private static func screen(
        _ model: MonitorModel, _ now: Instant, columns: Int = 80, rows: Int = 24, isPaused: Bool = false
    ) -> [StyledLine] {
        MonitorScreen(model: model, columns: columns, rows: rows, now: now, clock: "08:00:05", isPaused: isPaused).lines
    }

    @Test func aScreenOfEightyByTwentyFour() {
        let (model, now) = Self.model()
        let lines = Self.screen(model, now)
        let text = lines.map(\.text)
        #expect(lines.count == 24)
        #expect(lines.allSatisfy { $0.width <= 80 })
        #expect(text[0].hasPrefix("嘉宝梦之星, gate west") && text[0].hasSuffix("live  08:00:05"))
        #expect(lines[0].width == 80)
        #expect(text[1].hasPrefix("▶ 1 thermo-1") && text[1].contains("ready") && text[1].contains("35.98 °C"))
        #expect(text[2].hasPrefix("  2 scan-1") && text[2].contains("lost") && text[2].contains("0 codes"))
        #expect(text[4].contains("object 35.98 °C") && text[4].contains("ambient 22.50 °C"))
        #expect(text[4].contains("10.0 samples/s") || text[4].contains("10.4 samples/s"))
        #expect(text.contains { $0.contains("│") && $0.contains("····") }, "the ambient temperature")
        let drawn = text.joined().unicodeScalars.count { (0x2801...0x28FF).contains($0.value) }
        #expect(drawn >= 20, "the object's line")
        #expect(text.contains { $0.contains("-60 s") && $0.contains("-30 s") && $0.hasSuffix("now") })
        #expect(text.contains("received 2700 B (90.9 B/s), 300 frames (10.1/s), sent 0 B"))
        #expect(text[23].hasPrefix("q ends"))
    }

    @Test func theChartIsOfTheLastMinute() {
        var (model, now) = Self.model()
        now = now + .seconds(61)
        #expect(Self.screen(model, now).contains { $0.text == "No sample came in the last minute." })
        // What is older than a minute is not kept either.
        model.take(.sample(SampleSummary(device: "thermo-1", count: 1, object: 36), time: ""), at: now)
        #expect(model.current?.points.count == 1)
    }

    @Test func problemsAreShownWithTheirRemedy() {
        var (model, now) = Self.model()
        model.press(.down)
        #expect(model.current?.status.name == "scan-1")
        let lines = Self.screen(model, now)
        #expect(lines.contains { $0.text == "scan-1: it hung up; plug it in again" && $0.pieces[0].style == .bad })
        #expect(lines.contains { $0.text.contains("shown to nobody") })
        now = now + .milliseconds(300)
        model.take(.state(StateChange(subject: "device", name: "scan-1", state: "ready"), time: ""), at: now)
        #expect(!Self.screen(model, now).contains { $0.text.contains("hung up") })
        #expect(Self.screen(model, now)[2].text.contains("ready       0.0 s"))
        model.take(.scan(ScanNotice(device: "scan-1", count: 7), time: ""), at: now)
        #expect(Self.screen(model, now)[2].text.contains("7 codes, 0.0 s ago"))
    }

    @Test func theLastValueOfASilentDeviceIsOfThePast() {
        var (model, now) = Self.model()
        model.take(.state(StateChange(subject: "device", name: "thermo-1", state: "stale"), time: ""), at: now)
        #expect(Self.screen(model, now + .seconds(3))[1].text.contains("was 35.98 °C, 3.0 s ago"))
        now = now + .seconds(1)
        model.trouble = "the daemon went away"
        #expect(Self.screen(model, now)[0].text.contains("the daemon went away  08:00:05"))
    }

    @Test(arguments: [(80, 24), (81, 25), (120, 40), (300, 100), (79, 24), (80, 23), (1, 1), (10, 2)])
    func everySizeIsFilledAndNotMore(columns: Int, rows: Int) {
        let (model, now) = Self.model()
        for paused in [false, true] {
            let lines = Self.screen(model, now, columns: columns, rows: rows, isPaused: paused)
            #expect(lines.count == rows)
            #expect(lines.allSatisfy { $0.width <= columns })
            if columns < 80 || rows < 24 {
                #expect(lines[0].text.hasPrefix(columns > 20 ? "This window has" : "T") || columns == 1)
            }
        }
    }

    @Test func manyDevicesScroll() {
        var model = MonitorModel()
        model.take(Self.status((1...30).map { Self.device("device-\($0)", "thermometer") }), at: Self.start)
        for _ in 0..<40 { model.press(.down) }
        #expect(model.current?.status.name == "device-30")
        let lines = Self.screen(model, Self.start)
        #expect(lines.contains { $0.text.hasPrefix("▶   device-30") })
        #expect(lines.count == 24)
        model.press(.digit(3))
        #expect(model.current?.status.name == "device-3")
        model.press(.digit(9))
        model.press(.up)
        #expect(model.current?.status.name == "device-8")
        // The choice stays with the device when others go.
        model.take(Self.status([Self.device("device-8", "thermometer")]), at: Self.start)
        #expect(model.current?.status.name == "device-8")
        model.take(Self.status([]), at: Self.start)
        #expect(model.current == nil)
        #expect(Self.screen(model, Self.start)[1].text == "There are no devices.")
    }

    @Test func aRestartedDaemonHasNoNegativeRates() {
        var model = MonitorModel()
        model.take(Self.status([Self.device("t", "thermometer", received: 900)]), at: Self.start)
        model.take(Self.status([Self.device("t", "thermometer", received: 9)]), at: Self.start + .seconds(1))
        #expect(model.current?.byteRate == nil)
        model.take(Self.status([Self.device("t", "thermometer", received: 19)]), at: Self.start + .seconds(2))
        #expect(model.current?.byteRate == 10)
    }

    @Test func oneDeviceOnly() {
        var model = MonitorModel(only: "b")
        model.take(Self.status([Self.device("a", "thermometer"), Self.device("b", "scanner")]), at: Self.start)
        #expect(model.devices.map(\.status.name) == ["b"])
    }

    /// Hostile words of a device or a daemon must not reach the terminal as commands, and no number may trap.
    @Test func hostileWordsAndNumbers() {
        var device = Self.device("t\u{1B}[2J\n", "thermometer", problem: "\u{9B}31m\u{202E}x")
        device.since = .infinity
        device.lastSampleAge = -1e300
        device.facts = [NamedValue(name: "firmware", value: "\u{7}\u{0}")]
        var model = MonitorModel()
        model.take(Self.status([device]), at: Self.start)
        for value in [Double.infinity, -.infinity, .nan, 1e308, -1e308] {
            model.take(
                .sample(SampleSummary(device: device.name, count: .max, object: value, ambient: 1), time: ""),
                at: Self.start)
        }
        let text = Self.screen(model, Self.start).map(\.text).joined()
        #expect(
            !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E })
    }

    // MARK: - Keys and painting

    @Test func keysInAnySplit() {
        let bytes: [UInt8] = Array("q \u{1B}[A\u{1B}[B\u{1B}OC\u{1B}[D5\u{1B}[15~\u{1B}[1;5A".utf8) + [0x03]
        let keys: [Key] = [.quit, .space, .up, .down, .right, .left, .digit(5), .up, .quit]
        var (whole, single) = (KeyReader(), KeyReader())
        let atOnce = whole.take(bytes)
        #expect(atOnce == keys)
        let oneByOne = bytes.flatMap { single.take([$0]) }
        #expect(oneByOne == keys)
    }

    @Test func onlyWhatChangedIsPainted() {
        var painter = ScreenPainter(colours: true)
        let first = painter.paint([StyledLine("a", .good), StyledLine("b")])
        #expect(first.contains("\u{1B}[2J") && first.contains("\u{1B}[1;1H\u{1B}[32ma\u{1B}[0m\u{1B}[K"))
        let same = painter.paint([StyledLine("a", .good), StyledLine("b")])
        #expect(same.isEmpty)
        let second = painter.paint([StyledLine("a", .good), StyledLine("c")])
        #expect(second == "\u{1B}[?2026h\u{1B}[2;1Hc\u{1B}[K\u{1B}[?2026l")
        painter.forget()
        let again = painter.paint([StyledLine("a"), StyledLine("c")])
        #expect(again.contains("1;1Ha"))
        var plain = ScreenPainter(colours: false)
        let uncoloured = plain.paint([StyledLine("a", .good)])
        #expect(!uncoloured.contains("[32m"))
    }
}
