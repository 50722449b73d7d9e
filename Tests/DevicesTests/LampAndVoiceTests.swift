import Devices
import EventLoop
import Testing
import Wire

/// Lamps and voices by the manager, on scripted transports.
struct LampAndVoiceTests {
    final class NoSentry: BarrierSentry {
        func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError) {
            Issue.record("a lamp needs no guard")
        }
        func disarm(device: String) {}
    }

    let loop = VirtualLoop(start: Instant(nanoseconds: 1_000_000_000))
    let lamp = ScriptedTransport(fd: 7)
    let voice = ScriptedTransport(fd: 8)
    let relay = ScriptedTransport(fd: 9)
    let manager: DeviceManager

    init() throws {
        let transports = ["/dev/lamp-1": lamp, "/dev/voice-1": voice, "/dev/relay-1": relay]
        let settings = [("lamp-1", "tower-light"), ("voice-1", "syn6288"), ("relay-1", "lcus")].map { name, driver in
            DeviceSettings(name: name, role: .output, driver: driver, paths: ["/dev/\(name)"])
        }
        manager = try DeviceManager(
            settings: settings, sentry: NoSentry(), reactor: loop, log: LogLines().logger
        ) { _, path, _ throws(TransportError) in
            guard let transport = transports[path] else { throw .absent([path]) }
            return transport
        }
    }

    func answer(_ bytes: [UInt8]) {
        voice.incoming += bytes
        loop.deliver(.readable, to: voice.fd)
    }

    @Test func onlyARelayOpensABarrier() throws {
        #expect((0..<4).map(manager.opensBarriers) == [false, false, true, false])
        manager.start()
        _ = lamp.takeWritten()
        for place in [0, 1] {
            #expect(throws: OutputError.wrongKind(device: ["lamp-1", "voice-1"][place], .opensBarriers)) {
                try manager.pulse(place, channel: 1, for: .seconds(1))
            }
        }
        #expect(throws: OutputError.wrongKind(device: "relay-1", .shows)) {
            try manager.switchOutput(2, channel: 1, on: true)
        }
        #expect(throws: OutputError.wrongKind(device: "lamp-1", .speaks)) { try manager.say(0, "一") }
        #expect(lamp.takeWritten() == [])
    }

    @Test func lampsAreSwitchedForGood() throws {
        #expect(throws: OutputError.notReady(device: "lamp-1", state: .absent)) {
            try manager.switchOutput(0, channel: 1, on: true)
        }
        manager.start()
        try manager.switchOutput(0, channel: 1, on: true)
        try manager.switchOutput(0, channel: 7, on: true)
        loop.advance(by: .seconds(60))
        #expect(
            lamp.takeWritten() == [0x21, 0x22, 0x24, 0x28, 0x11, 0x11, 0x44], "the first is what was wanted before")
        #expect(throws: OutputError.noSuchChannel(device: "lamp-1", channel: 9, channels: 8)) {
            try manager.switchOutput(0, channel: 9, on: true)
        }
        manager.stop()
        #expect(lamp.takeWritten() == [0x21, 0x22, 0x24, 0x28])
    }

    /// The lamp comes back dark, and shows at once what it showed, and what was wanted meanwhile.
    @Test func lampsComeBackAsTheyWere() throws {
        manager.start()
        try manager.switchOutput(0, channel: 7, on: true)
        try manager.switchOutput(0, channel: 3, on: true)
        try manager.switchOutput(0, channel: 1, on: true)
        _ = lamp.takeWritten()
        loop.deliver(.hangup, to: lamp.fd)
        #expect(throws: OutputError.notReady(device: "lamp-1", state: .lost)) {
            try manager.switchOutput(0, channel: 1, on: false)
        }
        #expect(throws: OutputError.notReady(device: "lamp-1", state: .lost)) {
            try manager.switchOutput(0, channel: 2, on: true)
        }
        loop.advance(by: .milliseconds(250))
        #expect(lamp.takeWritten() == [0x21, 0x22, 0x24, 0x28, 0x12, 0x14], "the third lamp is steady now")
        manager.stop()
        _ = lamp.takeWritten()
        manager.start()
        #expect(lamp.takeWritten() == [0x21, 0x22, 0x24, 0x28])
    }

    @Test func aVoiceIsAskedFirst() throws {
        let query: [UInt8] = [0xFD, 0x00, 0x02, 0x21, 0xDE]
        manager.start()
        answer([0x4F])
        #expect(voice.takeWritten() == query)
        try manager.say(1, "一")
        #expect(voice.takeWritten() == query)
        answer([0x4E])
        try manager.say(1, "二")
        answer([0x4F])
        #expect(voice.takeWritten() == [0xFD, 0x00, 0x05, 0x01, 0x01, 0xB6, 0xFE, 0xB0])
        answer([0x41])
        #expect(throws: OutputError.unspeakable(device: "voice-1", .empty)) { try manager.say(1, "") }
        #expect(manager.status[1].counters.driver.faults == 1)
    }

    @Test func aVoiceThatIsAwaySaysNothing() throws {
        #expect(throws: OutputError.notReady(device: "voice-1", state: .absent)) { try manager.say(1, "一") }
        manager.start()
        loop.deliver(.hangup, to: voice.fd)
        #expect(throws: OutputError.notReady(device: "voice-1", state: .lost)) { try manager.say(1, "一") }
    }
}
