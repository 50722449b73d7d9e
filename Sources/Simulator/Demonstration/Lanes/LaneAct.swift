import Control
import Wire

/// What one person does at a lane, step by step, each step when the gate or the sensor has done its part.
///
/// Pure: frames and records go in, commands for the fake devices come out. Who shows a code shows it before stepping
/// before the sensor, as at a real gate: a measured face alone is taken for a resident.
struct LaneAct {
    /// After so many frames of nobody the daemon has seen that the person is gone: the sensor's view takes two to leave
    /// the warmest face, and two frames of nobody are what the measurement asks for.
    static let framesOfDeparture: UInt64 = 4
    /// Somebody is in the middle of being measured: a reading needs about nine frames.
    static let framesOfMiddle: ClosedRange<UInt64> = 3...6

    /// A command for one of the lane's devices.
    enum Command: Hashable {
        /// The forehead before the sensor, or nobody.
        case subject(Temperature?)
        /// A code before the scanner.
        case scan(String)
    }

    private enum Phase: Hashable {
        /// The code was shown; its record is waited for.
        case showing
        /// Before the sensor since that frame.
        case standing(since: UInt64)
        /// Away from the sensor since that frame, to come again.
        case returning(since: UInt64)
        /// Away for good since that frame, with a verdict.
        case leaving(since: UInt64)
        /// Gone; the sensor is free.
        case gone
    }

    /// Who it is.
    let person: Person
    /// The records of the passage so far.
    private(set) var records: [PassageEvent] = []
    private var phase: Phase
    private var isSecond = false

    /// Begins with the person's first step, at the frame that was sent last.
    init(_ person: Person, code: String?, frames: UInt64, _ perform: (Command) -> Void) {
        self.person = person
        if let code {
            phase = .showing
            perform(.scan(code))
        } else {
            phase = .standing(since: frames)
            perform(.subject(person.forehead))
        }
    }

    /// The record that ended the passage.
    var verdict: PassageEvent? { records.last { $0.final } }

    /// Whether the person has a verdict and the sensor sees nobody any more.
    var isOver: Bool { phase == .gone }

    /// Whether the person is being measured now, at the frame that was sent last.
    func isInTheMiddle(frames: UInt64) -> Bool {
        if case .standing(let since) = phase { return Self.framesOfMiddle.contains(frames - since) && verdict == nil }
        return false
    }

    /// The lane made a record.
    mutating func receive(_ record: PassageEvent, frames: UInt64, _ perform: (Command) -> Void) {
        guard verdict == nil else { return }
        records.append(record)
        if record.final {
            phase = .leaving(since: frames)
            perform(.subject(nil))
        } else if phase == .showing {
            step(frames, perform)
        } else if case .standing = phase, person.second != nil, !isSecond {
            if record.verdict == "retest" {
                isSecond = true
                phase = .returning(since: frames)
                perform(.subject(nil))
            } else if record.reasons.contains("temperature.too-low") {
                isSecond = true
                step(frames, perform)
            }
        }
    }

    /// The thermometer has sent a frame; `frames` counts them.
    mutating func frameSent(_ frames: UInt64, _ perform: (Command) -> Void) {
        switch phase {
        case .returning(let since) where frames - since >= Self.framesOfDeparture: step(frames, perform)
        case .leaving(let since) where frames - since >= Self.framesOfDeparture: phase = .gone
        default: break
        }
    }

    private mutating func step(_ frames: UInt64, _ perform: (Command) -> Void) {
        phase = .standing(since: frames)
        perform(.subject(isSecond ? person.second : person.forehead))
    }
}
