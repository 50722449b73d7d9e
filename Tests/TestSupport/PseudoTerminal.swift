import CLinux

/// A pair of pseudo-terminals: the test is the device at the master, the code under test opens the slave's path.
public struct PseudoTerminal {
    /// The device's end.
    public let master: ByteChannel
    /// The path that the code under test opens, such as `/dev/pts/3`.
    public let path: String

    /// A new pair. The slave has its settings of birth (cooked, echo) until somebody changes them.
    public init() throws {
        var name = [CChar](repeating: 0, count: 64)
        let fd = try SystemCallError.check(Int(gh_pty_open(&name, name.count)), "posix_openpt")
        master = ByteChannel(owning: Int32(fd))
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
