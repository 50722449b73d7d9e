import CLinux
import Glibc
public import Wire

/// A serial line in raw mode, held by this process alone. Any speed; pseudo-terminals too.
public final class SerialPort: Transport {
    /// The path that was opened.
    public let path: String
    /// The device's own name, behind the links that `path` went through when it was opened.
    public let node: String?
    /// The settings that the port's driver says it took.
    public private(set) var line: SerialLineSettings
    /// The descriptor; -1 after `close`.
    public private(set) var fd: Int32

    /// Opens `path`, never waiting for a carrier and never becoming its controlling terminal.
    ///
    /// Bytes that waited from before are discarded: a code that was scanned while nobody listened is not of now.
    public init(path: String, line: SerialLineSettings = SerialLineSettings()) throws(TransportError) {
        let fd = gh_open(path, O_RDWR | O_NOCTTY | O_NONBLOCK, 0)
        try Self.check(fd, path, "open")
        do throws(TransportError) {
            // Two guards: TIOCEXCL keeps out those that do not lock (not root, not on a pseudo-terminal), the lock keeps
            // out those that do, root included.
            try Self.check(gh_lock_exclusive(fd), path, "flock")
            self.line = try Self.configure(fd, path, line)
            try Self.check(gh_serial_claim(fd), path, "TIOCEXCL")
        } catch {
            _ = Glibc.close(fd)
            throw error
        }
        self.path = path
        node = Self.name(of: fd)
        self.fd = fd
    }

    deinit { close() }

    /// A stream, about which no more is known.
    public var description: TransportDescription { TransportDescription(kind: .serial) }

    /// Reads what has come; the end of the line and every error but "nothing yet" mean that the device is gone.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        let got = gh_read(fd, buffer.baseAddress, buffer.count)
        if got > 0 { return .bytes(got) }
        // Nothing to read is EAGAIN in this mode; zero bytes mean that the line was hung up.
        return got == -Int(EAGAIN) ? .nothing : .gone(Int32(truncatingIfNeeded: -got))
    }

    /// Writes what the port's buffer takes now.
    public func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite {
        let written = bytes.withUnsafeBytes { gh_write(fd, $0.baseAddress, $0.count) }
        if written == -Int(EAGAIN) { return .taken(0) }
        return written < 0 ? .gone(Int32(truncatingIfNeeded: -written)) : .taken(written)
    }

    /// Sets the line anew; what it had received at the old speed is discarded.
    public func retune(to line: SerialLineSettings) -> Bool {
        guard let taken = try? Self.configure(fd, path, line) else { return false }
        self.line = taken
        return true
    }

    /// Closes the port and lets its lock go.
    public func close() {
        if fd >= 0 { _ = Glibc.close(fd) }
        fd = -1
    }

    /// What the kernel opened, by its own name for the descriptor: links that changed since do not mislead.
    private static func name(of fd: Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink("/proc/self/fd/\(fd)", start, buffer.count)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    private static func configure(
        _ fd: Int32, _ path: String, _ line: SerialLineSettings
    ) throws(TransportError) -> SerialLineSettings {
        var wanted = gh_serial_line(
            baud: line.baud, data_bits: line.dataBits, parity: line.parity.rawValue, stop_bits: line.stopBits)
        var now = gh_serial_line()
        try check(gh_serial_configure(fd, &wanted, &now), path, "setting the line to \(line)")
        let taken = SerialLineSettings(
            baud: now.baud, dataBits: now.data_bits, parity: SerialLineSettings.Parity(rawValue: now.parity) ?? .none,
            stopBits: now.stop_bits)
        guard line.accepts(taken) else { throw .settings(path, wanted: line, taken: taken) }
        return taken
    }

    /// EINVAL is the port's own word about settings; another kind of node says ENOTTY.
    private static func check(_ result: Int32, _ path: String, _ call: String) throws(TransportError) {
        let otherwise = result == -EINVAL ? nil : TransportError.notATerminal(path)
        try TransportError.check(result, path, call, otherwise: otherwise)
    }
}
