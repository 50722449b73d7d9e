import Glibc

/// Finds a port of 127.0.0.1 that nobody listens on.
enum LoopbackPort {
    /// The desk's usual port.
    static let preferred = 8443

    /// `asked`, if it is free; without one, the usual port or else any free one.
    static func choose(_ asked: Int?) throws(CommissioningError) -> Int {
        if let asked {
            guard (1024...65535).contains(asked), bound(to: asked) != nil else { throw .port(asked) }
            return asked
        }
        if let port = bound(to: preferred) ?? bound(to: 0) { return port }
        throw .port(preferred)
    }

    /// The port that a socket got by binding to `port` (0: any), which is closed again; `nil` when it is taken.
    private static func bound(to port: Int) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: INADDR_LOOPBACK.bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // A desk that was stopped a moment ago leaves connections in TIME_WAIT, which do not take the port.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        return result ? Int(in_port_t(bigEndian: address.sin_port)) : nil
    }
}
