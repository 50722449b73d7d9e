import Glibc
import TestSupport

/// A fake device on a pseudo-terminal, found by the gate through a link in the site's `devices`. Used by one thread.
final class FakeLine {
    private let terminal: PseudoTerminal
    private let link: String

    /// Plugs the device in: `name` is that of the configuration.
    init(_ site: Site, _ name: String) throws {
        terminal = try PseudoTerminal()
        link = site.file("devices/\(name)")
        unlink(link)
        if symlink(terminal.path, link) != 0 { throw SystemCallError(call: "symlink \(link)", code: errno) }
    }

    deinit { unplug() }

    /// The path of the terminal.
    var path: String { terminal.path }

    /// The device's end.
    var master: ByteChannel { terminal.master }

    /// Pulls the plug. The link goes first: the number of the terminal may be another's in a moment.
    func unplug() {
        guard terminal.master.fd >= 0 else { return }
        unlink(link)
        terminal.master.close()
    }

    /// Sends bytes as a wire does: what nobody takes is lost.
    func offer(_ bytes: [UInt8]) {
        _ = Glibc.write(terminal.master.fd, bytes, bytes.count)
    }

    /// Sends all bytes, waiting for a gate that is slow to take them.
    func send(_ bytes: [UInt8]) throws { try terminal.master.write(bytes) }

    /// What has come from the gate; `nil` while nobody has the line open.
    func take() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(terminal.master.fd, &bytes, bytes.count)
        if count > 0 { return Array(bytes.prefix(count)) }
        return count < 0 && errno == EAGAIN ? [] : nil
    }
}

/// Frames of the thermometer GY-MCU90614, written here from the sellers' protocol page and not with the product's code.
enum Frames {
    /// A frame; temperatures in hundredths of a degree Celsius.
    static func frame(object: Int, ambient: Int = 2250) -> [UInt8] {
        let head: [UInt8] = [
            0x5A, 0x5A, 0x45, 0x04, UInt8(object >> 8 & 0xFF), UInt8(object & 0xFF), UInt8(ambient >> 8 & 0xFF),
            UInt8(ambient & 0xFF),
        ]
        return head + [head.reduce(0, &+)]
    }

    /// Nobody there: the wall, as warm as the air.
    static let nobody = frame(object: 2260)
    /// Between two frames: quicker than the real module's 100 ms, so that tests are quick too.
    static let interval = Duration.milliseconds(25)
}

extension FakeLine {
    /// As a thermometer: sends frames until `done`, asked after each. Nobody is there at the end.
    func measure(_ what: String, object: Int, until done: () throws -> Bool) throws {
        try again(until: what) {
            offer(Frames.frame(object: object))
            pause(Frames.interval)
            return try done()
        }
        for _ in 0..<4 {
            offer(Frames.nobody)
            pause(Frames.interval)
        }
    }

    /// As a scanner: sends a code, and again as a person would hold it again, until `done`.
    func scan(_ code: String, until done: () throws -> Bool) throws {
        try again(until: "the scan is seen") {
            try send(Array((code + "\r\n").utf8))
            let again = ContinuousClock.now + .seconds(8)
            while ContinuousClock.now < again {
                if try done() { return true }
                pause(.milliseconds(20))
            }
            return false
        }
    }
}
