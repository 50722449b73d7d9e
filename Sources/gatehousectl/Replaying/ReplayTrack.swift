import Admission
import Configuration
import Wire

/// One capture of a replay: whose it is, and its driver.
struct ReplayTrack {
    /// The device's name in the configuration.
    let name: String
    /// What the device is for.
    let role: DeviceRole
    let entries: [CaptureEntry]
    private(set) var next = 0
    private var decoder: CaptureDecoder

    /// The capture of a configured device, with its driver and settings. What the capture says of settings wins: it was
    /// taken with them.
    init(_ capture: Capture, of device: DeviceConfiguration, file: String) throws(ToolFailure) {
        let name = capture.header.driver ?? device.driver
        var settings = device.driverSettings
        for setting in capture.header.settings { _ = settings.set(setting.key, to: setting.value) }
        guard let driver = DriverCatalogue.makeDriver(name: name, settings: settings) else {
            throw ToolFailure(.usage, "\(file): there is no driver \(name); use \(DecodeRun.names)")
        }
        if name != device.driver {
            throw ToolFailure(
                .usage,
                "\(file) was taken with the driver \(name), and \(device.name) has \(device.driver); "
                    + "name another device, or correct `driver`")
        }
        self.name = device.name
        role = DeviceRole(rawValue: device.role.rawValue) ?? .output
        entries = capture.entries
        decoder = CaptureDecoder(driver: driver, transport: capture.header.description)
    }

    /// When the next entry comes; `nil` at the end.
    var due: Instant? { next < entries.count ? entries[next].time : nil }

    /// Plays the next entry, and with the last one the end of the capture.
    mutating func play(_ emit: (DriverEvent) -> Void) -> CaptureEntry? {
        guard next < entries.count else { return nil }
        let entry = entries[next]
        next += 1
        decoder.decode(entry, emit)
        if next == entries.count { decoder.finish(emit) }
        return entry
    }
}
