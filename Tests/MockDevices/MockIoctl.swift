import CRigUmock
import Glibc

/// One `ioctl` of the program under test on a mocked node, while its handler answers it.
///
/// Runs on a thread of umockdev. A handler that waits holds up the caller and all further ioctls on mocked nodes: that is
/// how a wedged device is made.
public struct MockIoctl {
    /// What an `ioctl` comes to.
    public enum Answer: Sendable {
        /// It returns this.
        case returns(Int)
        /// It returns -1 with this `errno`.
        case fails(Int32)
        /// What the real descriptor behind the node says, for terminals.
        case real
    }

    private let call: OpaquePointer

    init(_ call: OpaquePointer) {
        self.call = call
    }

    /// The request, the second argument.
    public var request: UInt { UInt(rig_request(call)) }

    /// The third argument as a number.
    public var value: UInt { UInt(rig_value(call)) }

    /// The number of the request (`_IOC_NR`).
    public var number: UInt8 { UInt8(truncatingIfNeeded: request) }

    /// The letter of the request (`_IOC_TYPE`).
    public var type: UInt8 { UInt8(truncatingIfNeeded: request >> 8) }

    /// How long the memory is that the third argument points to, as the request says (`_IOC_SIZE`).
    public var size: Int { Int(request >> 16 & 0x3FFF) }

    /// What the caller's memory holds, `count` bytes or `size`.
    public func bytes(_ count: Int? = nil) -> [UInt8] {
        guard let start = rig_bytes(call, count ?? size) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: count ?? size))
    }

    /// Puts `bytes` into the caller's memory, as many as it has room for by the request, and returns how many.
    @discardableResult
    public func put(_ bytes: [UInt8], room: Int? = nil) -> Int {
        guard let start = rig_bytes(call, room ?? size) else { return 0 }
        let count = min(bytes.count, room ?? size)
        for index in 0..<count { start[index] = bytes[index] }
        return count
    }

    /// The call in C, for handlers that follow pointers in the caller's memory (`rig_argument`).
    public var raw: OpaquePointer { call }

    func complete(_ answer: Answer) {
        switch answer {
        case .returns(let value): rig_complete(call, value, 0)
        case .fails(let code): rig_complete(call, -1, code)
        case .real:
            var code: Int32 = 0
            let value = rig_execute(call, &code)
            rig_complete(call, Int(value), code)
        }
    }
}
