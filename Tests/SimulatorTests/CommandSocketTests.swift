import CLinux
import EventLoop
import TestSupport
import Testing

@testable import Simulator

/// The whole simulator with its own loop on a thread of its own.
@Suite("Command socket")
struct CommandSocketTests {
    /// Runs `body` beside a simulator whose command socket is at the path it is given.
    private func withSimulator(_ body: (String, TemporaryDirectory) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let control = directory.file("sim")
        let options = SimulationOptions(directory: directory.file("devices"), control: control, aim: "")
        let (ready, signal) = try ByteChannel.pipe()
        let stop = try Wakeup()
        let signalDescriptor = signal.fd
        let thread = try TestThread {
            do {
                let loop = try EventLoop()
                let simulation = try Simulation(options, reactor: loop)
                defer { simulation.close() }
                _ = try loop.register(stop) { [unowned loop] _ in loop.stop() }
                _ = gh_write(signalDescriptor, "r", 1)
                try loop.run()
            } catch {
                _ = gh_write(signalDescriptor, "e", 1)
            }
        }
        defer {
            stop.signal()
            thread.join()
        }
        try #require(try ready.read(1) == Array("r".utf8))
        try body(control, directory)
    }

    private func connect(_ path: String) throws -> ByteChannel {
        let fd = gh_unix_connect(path)
        try #require(fd >= 0)
        return ByteChannel(owning: fd)
    }

    private func line(_ channel: ByteChannel) throws -> String {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n") {
            let next = try channel.read(1)
            try #require(!next.isEmpty, "hung up after \(String(decoding: bytes, as: UTF8.self))")
            bytes += next
        }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    @Test func oneAnswerForEachLineInOrder() throws {
        try withSimulator { control, _ in
            let caller = try connect(control)
            try caller.write(Array("subject 36.6\r\nfly\nrelay-1 state\nsub".utf8))
            try caller.write(Array("ject none\n".utf8))
            #expect(try line(caller) == "ok")
            #expect(try line(caller) == "error unknown command fly; try help")
            #expect(try line(caller).hasPrefix("{\"device\":\"relay-1\",\"kind\":\"output\",\"plugged\":true"))
            #expect(try line(caller) == "ok")
        }
    }

    @Test func framesComeByTheClock() throws {
        try withSimulator { control, directory in
            let fd = gh_open(directory.file("devices/thermo-1"), 0o2 | 0o400 | 0o4000, 0)
            let port = ByteChannel(owning: fd)
            #expect(try port.read(18).prefix(4) == [0x5A, 0x5A, 0x45, 0x04])
            let caller = try connect(control)
            try caller.write(Array("thermo-1 unplug\n".utf8))
            #expect(try line(caller) == "ok")
            // Ends with the hang-up, not with the patience of the test.
            #expect(try port.read(100_000).count < 100_000)
        }
    }

    @Test func whoSendsWithoutEndIsHungUp() throws {
        try withSimulator { control, _ in
            let caller = try connect(control)
            try? caller.write([UInt8](repeating: UInt8(ascii: "x"), count: 20_000))
            #expect(try line(caller).hasPrefix("error the line is longer than 8192 bytes"))
            // The end of the stream, or a reset because the rest was never read.
            #expect((try? caller.read(1))?.isEmpty ?? true)
            let next = try connect(control)
            try next.write(Array("state\n".utf8))
            #expect(try line(next).contains("\"pulses\":0"))
        }
    }

    @Test func callersComeAndGo() throws {
        try withSimulator { control, _ in
            for _ in 0..<200 {
                let caller = try connect(control)
                try caller.write(Array("garbage\n".utf8))
                #expect(try line(caller).hasPrefix("error"))
            }
        }
    }
}
