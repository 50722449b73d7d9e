import CLinux
import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Devices

/// The real guard process at a real terminal.
struct BarrierGuardTests {
    static let on: [UInt8] = [0xA0, 0x01, 0x01, 0xA2]
    static let off: [UInt8] = [0xA0, 0x01, 0x00, 0xA1]
    static var program: String { ChildProcess.productsFolder + "/BarrierGuardProcess" }

    let loop: EventLoop
    let terminal: PseudoTerminal
    let port: SerialPort

    init() throws {
        loop = try EventLoop()
        terminal = try PseudoTerminal()
        port = try SerialPort(path: terminal.path)
    }

    func makeGuard() throws -> BarrierGuard {
        try BarrierGuard(executable: Self.program, reactor: loop, log: LogLines().logger)
    }

    /// Waits until the guard has done something, and so is certainly running.
    func waitForIt(_ sentry: BarrierGuard) throws {
        try sentry.arm(device: "first", descriptor: port.fd, off: [[0x55]], limit: .zero)
        #expect(try terminal.master.read(2) == [0x55, 0x55])
    }

    @Test func switchesOffWhenTheDaemonIsGone() throws {
        let sentry = try makeGuard()
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .seconds(3600))
        port.close()
        sentry.end()
        #expect(try terminal.master.read(100) == Self.off + Self.off, "twice, and then the port is let go")
    }

    @Test func doesNothingWhenAllIsOff() throws {
        let sentry = try makeGuard()
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .seconds(3600))
        try sentry.arm(device: "relay-2", descriptor: port.fd, off: [[1, 2]], limit: .seconds(3600))
        sentry.disarm(device: "relay-1")
        port.close()
        sentry.end()
        #expect(try terminal.master.read(100) == [1, 2, 1, 2])
    }

    /// A board that takes one report for each relay: each is a write of its own, and the list is sent twice.
    @Test func eachCommandIsOneWrite() throws {
        let sentry = try makeGuard()
        var sockets: [Int32] = [-1, -1]
        #expect(gh_message_pair(&sockets) == 0)
        let board = ByteChannel(owning: sockets[1])
        defer { board.close() }
        try sentry.arm(
            device: "relay-1", descriptor: sockets[0], off: [[1, 2, 3], [4], [5, 6]], limit: .seconds(3600))
        _ = close(sockets[0])
        sentry.end()
        for _ in 0..<2 {
            // One read of a socket of messages gives one message, however much room there is.
            for packet in [[UInt8]]([[1, 2, 3], [4], [5, 6]]) {
                try board.waitUntilReadable()
                var bytes = [UInt8](repeating: 0, count: 16)
                let count = gh_read(board.fd, &bytes, bytes.count)
                #expect(Array(bytes.prefix(max(0, count))) == packet)
            }
        }
    }

    @Test func anOrderThatIsTooLongIsRefused() throws {
        let sentry = try makeGuard()
        let off = Array(repeating: [UInt8](repeating: 0, count: 40), count: 60)
        #expect(throws: BarrierGuardError(action: "arming for relay-1", code: EMSGSIZE)) {
            try sentry.arm(device: "relay-1", descriptor: port.fd, off: off, limit: .seconds(1))
        }
    }

    @Test func stepsInWhenTheDaemonForgets() throws {
        let sentry = try makeGuard()
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .milliseconds(20))
        #expect(try terminal.master.read(8) == Self.off + Self.off)
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .milliseconds(20))
        #expect(try terminal.master.read(8) == Self.off + Self.off, "and stays on watch")
    }

    @Test func outlivesTheSignalsThatEndServices() throws {
        let sentry = try makeGuard()
        try waitForIt(sentry)
        for signal in [SIGTERM, SIGINT, SIGHUP] { kill(sentry.process, signal) }
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .seconds(3600))
        port.close()
        sentry.end()
        #expect(try terminal.master.read(100) == Self.off + Self.off)
    }

    @Test func aGuardThatWasKilledIsReplaced() throws {
        let sentry = try makeGuard()
        let first = sentry.process
        kill(first, SIGKILL)
        var status: Int32 = 0
        waitpid(first, &status, 0)
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .seconds(3600))
        #expect(sentry.process != first)
        sentry.end()
        #expect(try terminal.master.read(8) == Self.off + Self.off)
    }

    @Test func theLoopNoticesItsDeath() throws {
        let lines = LogLines()
        let sentry = try BarrierGuard(executable: Self.program, reactor: loop, log: lines.logger)
        let process = sentry.process
        let timer = loop.makeTimer { _ in Issue.record("nobody noticed") }
        timer.arm(at: loop.now + .milliseconds(Int(ByteChannel.patience)))
        kill(process, SIGKILL)
        while lines.all.isEmpty, timer.deadline != nil { try loop.poll() }
        #expect(lines.all.count == 1 && lines.all[0].contains("has died"))
        try sentry.arm(device: "relay-1", descriptor: port.fd, off: [Self.off], limit: .seconds(3600))
        sentry.end()
        #expect(try terminal.master.read(8) == Self.off + Self.off)
    }

    @Test func withoutAGuardNothingIsArmed() {
        #expect(throws: BarrierGuardError(action: "starting /nowhere", code: ENOENT)) {
            try BarrierGuard(executable: "/nowhere", reactor: loop, log: LogLines().logger)
        }
    }

    /// A real daemon with a contact closed for 5 s, ended by SIGKILL: the guard that it left behind opens the contact.
    @Test func aKilledDaemonLeavesNoBarrierOpen() throws {
        // Somebody has it open, or the device's end would read nothing but the end.
        let keeper = ByteChannel(owning: gh_open(terminal.path, O_RDWR | O_NOCTTY, 0))
        defer { keeper.close() }
        port.close()
        let daemon = try ChildProcess(Self.program, [terminal.path, "5000"])
        #expect(try terminal.master.read(8) == Self.off + Self.on, "off at the opening, then the pulse")
        daemon.kill()
        #expect(try terminal.master.read(8) == Self.off + Self.off)
        let next = try ChildProcess(Self.program, [terminal.path, "100"])
        #expect(try terminal.master.read(16) == Self.off + Self.on + Self.off + Self.off, "and the port is free again")
        next.send(SIGTERM)
        #expect(try terminal.master.read(4) == Self.off, "an orderly end switches off too")
        #expect(next.wait() == 0)
    }

    /// A daemon that hangs (here: is stopped) cannot end its pulse; the guard does.
    @Test func aHangingDaemonLeavesNoBarrierOpen() throws {
        // Somebody has it open, or the device's end would read nothing but the end.
        let keeper = ByteChannel(owning: gh_open(terminal.path, O_RDWR | O_NOCTTY, 0))
        defer { keeper.close() }
        port.close()
        let daemon = try ChildProcess(Self.program, [terminal.path, "100"])
        #expect(try terminal.master.read(8) == Self.off + Self.on)
        daemon.send(SIGSTOP)
        #expect(try terminal.master.read(8) == Self.off + Self.off)
        daemon.kill()
    }
}
