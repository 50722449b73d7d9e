import Control
import Devices
import EventLoop
import Logging
import Wire

/// Where the bytes of a capture come from.
protocol CaptureSource: AnyObject {
    /// Begins to hand out lines; `failed` ends the capture.
    func start(_ sink: CaptureWriter, failed: @escaping (ToolFailure) -> Void) throws(ToolFailure)

    /// Ends.
    func stop()
}

/// A capture through the running daemon, which has the device open.
final class DaemonCapture: CaptureSource {
    private let client: VarlinkLoopClient
    private let device: String
    private let withCodes: Bool
    private var reader = CaptureReader()

    init(_ client: VarlinkLoopClient, device: String, withCodes: Bool) {
        self.client = client
        self.device = device
        self.withCodes = withCodes
    }

    func start(_ sink: CaptureWriter, failed: @escaping (ToolFailure) -> Void) {
        let method = withCodes ? GateInterface.Method.captureCodes : GateInterface.Method.capture
        client.call(method, CaptureRequest(device: device), more: true) { [weak self] answer in
            do throws(ToolFailure) {
                try self?.take(answer, sink)
            } catch {
                failed(error)
            }
        }
    }

    func stop() {
        client.close()
    }

    private func take(
        _ answer: Result<VarlinkReply, VarlinkClientError>, _ sink: CaptureWriter
    ) throws(ToolFailure) {
        let reply: CaptureReply
        switch answer {
        case .failure(let error): throw ToolFailure(error)
        case .success(let given):
            guard let parsed = try? given.parameters(as: CaptureReply.self) else { throw Self.foreign }
            reply = parsed
        }
        sink.lost(reply.lost)
        var entries: [CaptureEntry] = []
        do throws(Capture.Fault) {
            for line in reply.lines { if let entry = try reader.read(Array(line.utf8)) { entries.append(entry) } }
        } catch {
            throw Self.foreign
        }
        try sink.begin(reader.header)
        for entry in entries { try sink.take(entry) }
    }

    private static var foreign: ToolFailure {
        ToolFailure(.unreachable, "the daemon sent what is no capture; it is of another version than this tool")
    }
}

/// A capture of a device that this process opens by itself, with the driver's own questions to it.
final class DirectCapture: CaptureSource {
    private let session: DeviceSession
    private let reactor: any Reactor
    private let masks: Bool

    /// A capture of the device of `settings`, found at `kind` and its first path. Without a driver of its name it is
    /// only listened to.
    init(_ settings: DeviceSettings, kind: TransportKind, withCodes: Bool, reactor: any Reactor) {
        let model = DriverCatalogue.model(named: settings.driver)
        masks = !withCodes && (settings.role == .scanner || model?.kind == .scanner)
        self.reactor = reactor
        let driver = DriverCatalogue.makeDriver(name: settings.driver, settings: settings.driverSettings)
        session = DeviceSession(
            settings: settings, driver: driver ?? ListeningDriver(), reactor: reactor,
            log: Logger(label: "gatehousectl") { _ in SwiftLogNoOpLogHandler() }
        ) { () throws(TransportError) in
            guard let path = settings.paths.first else { throw .absent([]) }
            return try DeviceManager.openNode(kind, path, settings.line)
        }
    }

    func start(_ sink: CaptureWriter, failed: @escaping (ToolFailure) -> Void) throws(ToolFailure) {
        let began = reactor.now
        session.tap = { [unowned self] content, now in
            do throws(ToolFailure) {
                try begin(sink)
                let kind = session.transportDescription?.kind ?? .hidraw
                let shown = masks ? CaptureMask.masked(content, transport: kind) : content
                try sink.take(CaptureEntry(time: Instant(nanoseconds: 0) + (now - began), shown))
            } catch {
                failed(error)
            }
        }
        session.start()
        // Later losses belong in the capture; a device that cannot even be opened has none.
        guard session.transportDescription != nil else {
            throw ToolFailure(.unreachable, session.problem ?? "the device cannot be opened")
        }
    }

    func stop() {
        session.tap = nil
        session.stop()
    }

    private func begin(_ sink: CaptureWriter) throws(ToolFailure) {
        var header = CaptureHeader(session)
        if masks { header.notes.append(CaptureMask.note) }
        try sink.begin(header)
    }
}
