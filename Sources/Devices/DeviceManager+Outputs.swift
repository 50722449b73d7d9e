import EventLoop
import Logging
import Wire

extension DeviceManager {
    /// Whether the device at `place` is a relay that a barrier may hang on: no lamp, no voice, no input.
    public func opensBarriers(_ place: Int) -> Bool {
        (try? output(place, for: .opensBarriers) as RelayOutput) != nil
    }

    /// Closes a contact of the relay at `place` for a bounded time; see `RelayOutput.pulse`.
    public func pulse(_ place: Int, channel: Int, for duration: Duration) throws(OutputError) {
        let relay: RelayOutput = try output(place, for: .opensBarriers)
        try relay.pulse(channel: channel, for: duration)
    }

    /// Switches a lamp or a buzzer of the device at `place` for good. No relay is switched so: a barrier opens for a
    /// bounded time only.
    public func switchOutput(_ place: Int, channel: Int, on: Bool) throws(OutputError) {
        let lamps: LampOutput = try output(place, for: .shows)
        try lamps.switchChannel(channel, on: on)
    }

    /// Says `text` by the voice at `place`; see `VoiceOutput.say`.
    public func say(_ place: Int, _ text: String) throws(OutputError) {
        let voice: VoiceOutput = try output(place, for: .speaks)
        try voice.say(text)
    }

    private func output<Output: OutputDevice>(_ place: Int, for use: OutputUse) throws(OutputError) -> Output {
        guard let device = device(at: place) else { throw .wrongKind(device: "device \(place)", use) }
        guard case .output(let output as Output) = device else {
            throw .wrongKind(device: device.session.settings.name, use)
        }
        return output
    }

    /// The output that the device's driver is for.
    static func makeOutput(
        _ device: DeviceSettings, _ sentry: any BarrierSentry, _ reactor: any Reactor, _ log: Logger,
        open: @escaping DeviceSession.Open
    ) throws(DeviceManagerError) -> any OutputDevice {
        if let voice = DriverCatalogue.makeVoice(name: device.driver, settings: device.driverSettings) {
            return VoiceOutput(settings: device, voice: voice, reactor: reactor, log: log, open: open)
        }
        guard let output = DriverCatalogue.makeOutput(name: device.driver, settings: device.driverSettings) else {
            throw .unknownDriver(device: device.name, driver: device.driver)
        }
        guard output.opensBarriers else {
            return LampOutput(settings: device, output: output, reactor: reactor, log: log, open: open)
        }
        return RelayOutput(settings: device, output: output, sentry: sentry, reactor: reactor, log: log, open: open)
    }
}
