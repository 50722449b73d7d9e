public import EventLoop

/// A fake code service and the socket that drives it. Lives on its reactor's thread.
public final class CodeServiceSimulation {
    /// The service.
    public let service: FakeCodeService
    private var socket: CommandSocket?

    /// Serves, and listens for commands at the path `control`, if there is one.
    public init(_ options: FakeCodeService.Options, control: String?, reactor: any Reactor) throws(SimulationError) {
        let service = try FakeCodeService(options)
        self.service = service
        guard let control else { return }
        do {
            socket = try CommandSocket(path: control, reactor: reactor) { service.answer($0) }
        } catch {
            service.stop()
            throw error
        }
    }

    /// Stops serving and removes the socket.
    public func close() {
        socket?.close()
        socket = nil
        service.stop()
    }
}
