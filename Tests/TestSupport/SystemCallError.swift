import Glibc

/// A system call of a test's scaffold failed.
public struct SystemCallError: Error, CustomStringConvertible {
    /// The call and what it was for.
    public let call: String
    /// `errno`.
    public let code: Int32

    /// The failure of `call` with `errno` `code`.
    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The call and the reason.
    public var description: String { "\(call): \(String(cString: strerror(code)))" }

    /// The value of a call that returns `-errno` when it fails.
    static func check(_ result: Int, _ call: String) throws -> Int {
        if result < 0 { throw SystemCallError(call: call, code: Int32(truncatingIfNeeded: -result)) }
        return result
    }
}
