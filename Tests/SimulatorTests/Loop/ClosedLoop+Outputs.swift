import Testing
import Wire

@testable import Simulator

extension ClosedLoop {
    /// Switches a channel through the driver.
    @discardableResult
    func turn(_ channel: Int, on: Bool) -> Bool {
        drive { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            let isDone = output.switchChannel(channel, on: on, at: now, emit)
            driver = output
            return isDone
        }
    }

    /// A pulse through the driver.
    func pulse(_ channel: Int, for duration: Duration) -> Bool {
        drive { driver, now, emit in
            guard var output = driver as? any OutputDriver else { return false }
            let isDone = output.pulseChannel(channel, for: duration, at: now, emit)
            driver = output
            return isDone
        }
    }

    /// Says a sentence through the driver.
    func say(_ text: String) -> Bool {
        drive { driver, now, emit in
            guard var voice = driver as? any VoiceDriver else { return false }
            let isHeard = voice.say(text, at: now, emit)
            driver = voice
            return isHeard
        }
    }
}
