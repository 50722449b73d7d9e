/// What the gate does for those who ask over the control socket. All of it runs on the loop's thread and must not block.
public protocol ControlService: AnyObject {
    /// The gate at this moment.
    func status() -> GateStatus

    /// The states as they are, for somebody who begins to monitor: what a change of state would have told.
    func currentStates() -> [GateEvent]

    /// An upstream has cosigned a checkpoint.
    ///
    /// - Parameter note: the cosigned checkpoint, a C2SP signed note of at most 1 MiB, from outside: to be verified.
    /// - Returns: up to which size that upstream is now known to have the journal.
    /// - Throws: `ControlRefusal` when the note is not one, or not by an upstream of the enrolment.
    func reportCosignature(note: String) throws(ControlRefusal) -> Int

    /// Questions about codes go to this listener from now on, until it closes or another takes its place.
    ///
    /// - Throws: `ControlRefusal` when the gate asks nobody.
    func lookups(for listener: LookupListener) throws(ControlRefusal)

    /// What came of a question, from outside: to be looked at.
    ///
    /// - Returns: whether the question was still open.
    /// - Throws: `ControlRefusal` when the answer is none.
    func answerLookup(_ answer: LookupAnswer) throws(ControlRefusal) -> Bool

    /// Reads the configuration again and applies what can change while the gate runs.
    ///
    /// - Throws: `ControlRefusal` when the configuration has errors; the old one stays in force.
    func reload() throws(ControlRefusal)

    /// Tells the listener all that goes over the wire of a device, from now on until it closes.
    ///
    /// - Parameters:
    ///   - device: by its name in the configuration.
    ///   - withCodes: whether the text of codes is told too; masked otherwise.
    /// - Throws: `ControlRefusal` when there is no such device, or when too many captures run.
    func capture(device: String, withCodes: Bool, for listener: CaptureListener) throws(ControlRefusal)
}

// A gate that asks nobody about codes.
extension ControlService {
    /// Refuses: nobody is asked.
    public func lookups(for listener: LookupListener) throws(ControlRefusal) {
        throw ControlRefusal(
            problem: "no service is asked about codes here", remedy: "add a [[resolver]] to gatehouse.toml")
    }

    /// No question is ever open.
    public func answerLookup(_ answer: LookupAnswer) throws(ControlRefusal) -> Bool { false }
}

/// A call that was understood and could not be done.
public struct ControlRefusal: Error, Hashable, Sendable {
    /// What is wrong, with the file or device by name.
    public var problem: String
    /// What to do about it.
    public var remedy: String

    /// A refusal.
    public init(problem: String, remedy: String) {
        self.problem = problem
        self.remedy = remedy
    }
}
