import CLinux
import EventLoop
import Glibc
import TestSupport
import Testing
import Wire

@testable import Devices

/// Serial ports on pseudo-terminals.
struct SerialPortTests {
    @Test(arguments: [300, 9600, 31_250, 115_200, 250_000, 1_234_567, 4_000_000] as [UInt32])
    func takesAnySpeed(baud: UInt32) throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path, line: SerialLineSettings(baud: baud))
        #expect(port.line.baud == baud)
    }

    /// A pseudo-terminal cannot do 7E2 and says so when asked what it took.
    @Test func noticesSettingsThatDidNotTake() throws {
        let terminal = try PseudoTerminal()
        let wanted = SerialLineSettings(baud: 9600, dataBits: 7, parity: .even, stopBits: 2)
        let failure = #expect(throws: TransportError.self) { try SerialPort(path: terminal.path, line: wanted) }
        guard case .settings(_, wanted, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(wanted.description == "9600 7E2")
        let second = try SerialPort(path: terminal.path)
        #expect(second.line == SerialLineSettings())
    }

    @Test(arguments: [(0, 8, 1), (9600, 4, 1), (9600, 9, 1), (9600, 8, 0), (9600, 8, 3)] as [(UInt32, UInt8, UInt8)])
    func refusesWhatNoLineCanDo(baud: UInt32, dataBits: UInt8, stopBits: UInt8) throws {
        let terminal = try PseudoTerminal()
        let line = SerialLineSettings(baud: baud, dataBits: dataBits, stopBits: stopBits)
        #expect(throws: TransportError.self) { try SerialPort(path: terminal.path, line: line) }
    }

    @Test func aRateMayBeThreePercentOff() {
        let wanted = SerialLineSettings(baud: 115_200)
        #expect(wanted.accepts(SerialLineSettings(baud: 117_647)), "what a CP2102 makes of it")
        #expect(!wanted.accepts(SerialLineSettings(baud: 119_000)))
        #expect(!wanted.accepts(SerialLineSettings(baud: 110_000)))
        #expect(!wanted.accepts(SerialLineSettings(baud: 115_200, parity: .odd)))
    }

    @Test func isRawBothWays() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path)
        let all = (0...255).map { UInt8($0) }
        #expect(port.write(all[...]) == .taken(256))
        #expect(try terminal.master.read(256) == all)
        try terminal.master.write(all)
        #expect(try ByteChannel(owning: dup(port.fd)).read(256) == all, "no echo, no signal, no flow control")
    }

    @Test func emptyIsNotTheEnd() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 1)
        defer { buffer.deallocate() }
        #expect(port.read(into: buffer) == .nothing)
        terminal.master.close()
        guard case .gone = port.read(into: buffer) else {
            Issue.record("a hung-up line is gone")
            return
        }
    }

    @Test func fullIsNotTheEnd() throws {
        let terminal = try PseudoTerminal()
        let port = try SerialPort(path: terminal.path)
        let block = [UInt8](repeating: 0x55, count: 4096)
        var taken = 0
        var wasFull = false
        // The kernel empties the first of its two buffers when it likes, so that a full one may have room again.
        for _ in 0..<1000 where !wasFull {
            guard case .taken(let count) = port.write(block[...]) else { break }
            taken += count
            wasFull = count == 0
        }
        #expect(wasFull)
        #expect(taken > 0 && taken < 1000 * 4096)
    }

    @Test func oneAtATime() throws {
        let terminal = try PseudoTerminal()
        let directory = try TemporaryDirectory()
        let link = directory.file("thermo-1")
        symlink(terminal.path, link)
        let port = try SerialPort(path: link)
        #expect(throws: TransportError.busy(terminal.path)) { try SerialPort(path: terminal.path) }
        port.close()
        for _ in 0..<3 { try SerialPort(path: terminal.path).close() }
    }

    @Test func saysWhatIsThereInstead() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: TransportError.absent(["\(directory.path)/no"])) { try SerialPort(path: directory.file("no")) }
        #expect(throws: TransportError.notATerminal(directory.path)) { try SerialPort(path: directory.path) }
        let dangling = directory.file("dangling")
        symlink("/nowhere/at/all", dangling)
        #expect(throws: TransportError.absent([dangling])) { try SerialPort(path: dangling) }
        let regular = directory.file("regular")
        _ = ByteChannel(owning: gh_open(regular, O_RDWR | O_CREAT, 0o600))
        #expect(throws: TransportError.notATerminal(regular)) { try SerialPort(path: regular) }
        #expect(throws: TransportError.notATerminal("/dev/null")) { try SerialPort(path: "/dev/null") }
    }

    /// Another process holds the port; it is named, and when it is killed the device comes by itself.
    @Test func namesWhoHoldsThePort() throws {
        let terminal = try PseudoTerminal()
        let held = ByteChannel(owning: gh_open(terminal.path, O_RDWR | O_NOCTTY, 0))
        #expect(gh_lock_exclusive(held.fd) == 0)
        let holder = try ChildProcess("/bin/sleep", ["1000"], input: held.fd)
        held.close()
        let loop = VirtualLoop()
        let session = DeviceSession(
            settings: DeviceSettings(name: "t", role: .scanner, driver: "fake", paths: [terminal.path]),
            driver: FakeDriver(), reactor: loop, log: LogLines().logger
        ) { () throws(TransportError) in try SerialPort(path: terminal.path) }
        session.start()
        #expect(session.state == .opening)
        #expect(session.problem?.contains("sleep (process \(holder.process))") == true, "\(session.problem ?? "")")
        holder.kill()
        loop.advance(by: .seconds(1))
        #expect(session.state == .ready)
    }
}
