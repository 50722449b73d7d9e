/// `org.gatehouse.gate` as an interface of the server: calls go to the gate, events go to all who monitor.
///
/// Lives on the loop's thread.
public final class GateControl {
    private weak var service: (any ControlService)?
    private var monitors: [VarlinkResponder] = []

    /// The interface of `service`, which it does not keep alive; without it, calls are refused.
    public init(service: any ControlService) {
        self.service = service
    }

    /// Whether anybody monitors. Making an event costs something; ask before.
    public var isMonitored: Bool {
        monitors.contains(where: \.isOpen)
    }

    /// Tells an event to all who monitor. Whoever cannot keep up is disconnected, never waited for.
    public func publish(_ event: @autoclosure () -> GateEvent) {
        guard !monitors.isEmpty else { return }
        monitors.removeAll { !$0.isOpen }
        guard !monitors.isEmpty,
            let message = try? VarlinkReply.message(parameters: MonitorReply(event: event()), continues: true)
        else { return }
        for monitor in monitors { monitor.stream(message: message) }
    }

    /// The interface, to be served by a `VarlinkServer`.
    public var interface: VarlinkInterface {
        VarlinkInterface(
            name: GateInterface.name, description: GateInterface.definition,
            methods: [
                "GetStatus": method(NoParameters.self) { (_, service, responder) throws(ControlRefusal) in
                    responder.finish(StatusReply(status: service.status()))
                },
                "Monitor": method(NoParameters.self, streams: true) {
                    [weak self] (_, service, responder) throws(ControlRefusal) in
                    self?.monitor(service, responder)
                },
                "Capture": capture(withCodes: false),
                "CaptureCodes": capture(withCodes: true),
                "ReportCosignature": method(CosignatureReport.self, ["note"]) {
                    (report, service, responder) throws(ControlRefusal) in
                    responder.finish(CosignatureReply(size: try service.reportCosignature(note: report.note)))
                },
                "Lookups": method(NoParameters.self, streams: true) {
                    (_, service, responder) throws(ControlRefusal) in
                    try service.lookups(for: LookupListener(responder: responder))
                },
                "AnswerLookup": method(LookupAnswer.self, ["id", "failure", "result"]) {
                    (answer, service, responder) throws(ControlRefusal) in
                    responder.finish(LookupAnswerReply(taken: try service.answerLookup(answer)))
                },
                "Reload": method(NoParameters.self) { (_, service, responder) throws(ControlRefusal) in
                    try service.reload()
                    responder.finish()
                },
            ])
    }

    private func capture(withCodes: Bool) -> VarlinkMethod {
        method(CaptureRequest.self, ["device"], streams: true) { (request, service, responder) throws(ControlRefusal) in
            try service.capture(
                device: request.device, withCodes: withCodes, for: CaptureListener(responder: responder))
        }
    }

    /// A method that takes `Parameters` to the gate, and whose refusal is the interface's own error.
    private func method<Parameters: Decodable>(
        _ type: Parameters.Type, _ names: Set<String> = [], streams: Bool = false,
        _ body: @escaping (Parameters, any ControlService, VarlinkResponder) throws(ControlRefusal) -> Void
    ) -> VarlinkMethod {
        VarlinkMethod(parameters: names, streams: streams) { [weak self] (call, responder) throws(VarlinkError) in
            let parameters = try call.parameters(as: type)
            do throws(ControlRefusal) {
                guard let service = self?.service else {
                    throw ControlRefusal(problem: "the gate is being closed", remedy: "ask again when it runs")
                }
                try body(parameters, service, responder)
            } catch {
                throw GateInterface.refused(problem: error.problem, remedy: error.remedy)
            }
        }
    }

    private func monitor(_ service: any ControlService, _ responder: VarlinkResponder) {
        for event in service.currentStates() { responder.stream(MonitorReply(event: event)) }
        monitors.removeAll { !$0.isOpen }
        monitors.append(responder)
    }
}
