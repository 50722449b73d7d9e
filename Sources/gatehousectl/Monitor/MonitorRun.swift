import CLinux
import Control
import EventLoop
import Glibc
import Wire

/// The live view: events and keys go into the model, and the model onto the terminal, five times a second.
final class MonitorRun {
    /// The time between two pictures: as often as samples are told.
    private static let frame = Duration.milliseconds(200)
    /// The time between two looks at the status: what a person reads of counters.
    private static let look = Duration.seconds(1)

    private let loop: EventLoop
    private let socket: String
    private let terminal = Terminal()
    private var painter = ScreenPainter(colours: Terminal.wantsColours)
    private var keys = KeyReader()
    private var model: MonitorModel
    /// The picture that is held, and the time that it shows.
    private var held: (model: MonitorModel, now: Instant, clock: String)?
    private var events: VarlinkLoopClient?
    private var status: VarlinkLoopClient?
    private lazy var frameTimer = loop.makeTimer { [unowned self] now in frame(at: now) }
    private lazy var lookTimer = loop.makeTimer { [unowned self] now in look(at: now) }

    init(_ loop: EventLoop, socket: String, only: String?) {
        self.loop = loop
        self.socket = socket
        model = MonitorModel(only: only)
    }

    /// Runs until somebody has seen enough. The terminal is as before then, however it ended.
    func run() throws(ToolFailure) {
        do throws(EventLoopError) {
            try listen()
            terminal.enter()
            defer { terminal.leave() }
            look(at: loop.now)
            frame(at: loop.now)
            try loop.run()
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
    }

    private func listen() throws(EventLoopError) {
        let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
        try Signals.block(ending + [SIGWINCH, SIGCONT])
        for signal in ending { try loop.onSignal(signal) { [unowned self] _ in loop.stop() } }
        try loop.onSignal(SIGWINCH) { [unowned self] now in
            painter.forget()
            draw(at: now)
        }
        // Somebody stopped us, and the shell had the terminal.
        try loop.onSignal(SIGCONT) { [unowned self] now in
            terminal.enter()
            painter.forget()
            draw(at: now)
        }
        _ = try loop.register(STDIN_FILENO, events: .readable) { [unowned self] events, now in
            typed(events, at: now)
        }
    }

    private func typed(_ events: EventSet, at now: Instant) {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = gh_read(STDIN_FILENO, &buffer, buffer.count)
        // The terminal went away.
        if count == 0 || (count < 0 && count != -Int(EAGAIN)) || events.contains(.hangup) { return loop.stop() }
        for key in keys.take(buffer.prefix(max(count, 0))) {
            switch key {
            case .quit: return loop.stop()
            case .space: held = held == nil ? (model, now, Self.clock) : nil
            default:
                model.press(key)
                held?.model.press(key)
            }
        }
        draw(at: now)
    }

    // MARK: - The daemon

    /// Asks for the status, and connects first where that is needed.
    private func look(at now: Instant) {
        lookTimer.arm(at: now + Self.look)
        do throws(VarlinkClientError) {
            if status?.isClosed != false { status = try VarlinkLoopClient(path: socket, reactor: loop) }
        } catch {
            model.trouble = "the daemon cannot be reached"
            return
        }
        guard status?.isCalling == false else {
            model.trouble = "the daemon does not answer"
            return
        }
        status?.call(GateInterface.Method.getStatus, NoParameters()) { [weak self] answer in self?.told(answer) }
    }

    private func told(_ answer: Result<VarlinkReply, VarlinkClientError>) {
        switch answer {
        case .success(let reply):
            guard let status = try? reply.parameters(as: StatusReply.self).status else { return }
            model.take(status, at: loop.now)
            // Not before: what happens to a device that nobody knows of would be lost.
            if events?.isClosed != false { watch() }
        case .failure(.refused): model.trouble = "this user may not ask"
        case .failure: model.trouble = "the daemon went away"
        }
    }

    private func watch() {
        guard let client = try? VarlinkLoopClient(path: socket, reactor: loop) else { return }
        events = client
        client.call(GateInterface.Method.monitor, NoParameters(), more: true) { [weak self] answer in
            guard let self, case .success(let reply) = answer,
                let event = try? reply.parameters(as: MonitorReply.self).event
            else { return }
            model.take(event, at: loop.now)
        }
    }

    // MARK: - The picture

    private func frame(at now: Instant) {
        frameTimer.arm(at: now + Self.frame)
        draw(at: now)
    }

    private func draw(at now: Instant) {
        let size = terminal.size
        let screen = MonitorScreen(
            model: held?.model ?? model, columns: size.columns, rows: size.rows, now: held?.now ?? now,
            clock: held?.clock ?? Self.clock, isPaused: held != nil)
        let text = painter.paint(screen.lines)
        if !text.isEmpty { Output.text(text) }
    }

    private static var clock: String { String(LocalTime.short(SystemClock.now.time).suffix(8)) }
}
