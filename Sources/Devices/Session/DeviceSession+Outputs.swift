import EventLoop
import Wire

extension DeviceSession {
    /// Switches a channel of an output. Returns `false`, and nothing happens, when the device is no output, is not open,
    /// is not known for what it is, or has no such channel.
    public func switchChannel(_ channel: Int, on: Bool) -> Bool {
        run { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            defer { driver = output }
            return output.switchChannel(channel, on: on, at: now, emit)
        }
    }

    /// Switches a channel of an output on, for `duration` if the device can do that by itself. Returns as
    /// `switchChannel`; who calls it switches off nevertheless.
    public func pulseChannel(_ channel: Int, for duration: Duration) -> Bool {
        run { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            defer { driver = output }
            return output.pulseChannel(channel, for: duration, at: now, emit)
        }
    }

    /// Says `text` by a voice. Returns `false`, and nothing happens, when the device is no voice, is not open, or cannot
    /// say such a text.
    public func say(_ text: String) -> Bool {
        run { driver, now, emit in
            guard var voice = driver as? any VoiceDriver else { return false }
            defer { driver = voice }
            return voice.say(text, at: now, emit)
        }
    }

    /// What became of the sentences of a voice; all zero for another device.
    var sentences: SentenceCounters { (driver as? any VoiceDriver)?.sentences ?? SentenceCounters() }

    /// What is wrong with a device that is open and answers; `nil` when all is well again. Only what knows what the
    /// device was told can see this.
    func complain(_ trouble: String?) {
        if state == .ready { move(to: .ready, trouble, at: reactor.now) }
    }

    private func run(_ body: (inout any Driver, Instant, (DriverEvent) -> Void) -> Bool) -> Bool {
        guard transport != nil else { return false }
        let now = reactor.now
        let isDone = body(&driver, now) { inbox.append($0) }
        deliver(at: now)
        return isDone
    }
}
