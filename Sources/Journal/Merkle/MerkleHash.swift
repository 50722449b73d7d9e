extension Hash256 {
    /// The root of the empty tree: SHA-256 of nothing (RFC 6962 §2.1).
    public static let emptyTree = Hash256(of: [])

    /// The hash of a leaf: SHA-256(0x00 ‖ leaf) (RFC 6962 §2.1).
    public static func leaf(_ leaf: UnsafeRawBufferPointer) -> Hash256 {
        withUnsafeTemporaryAllocation(byteCount: leaf.count + 1, alignment: 1) { buffer in
            buffer[0] = 0x00
            buffer.store(leaf, at: 1)
            return Hash256(of: UnsafeRawBufferPointer(buffer))
        }
    }

    /// The hash of a leaf: SHA-256(0x00 ‖ leaf) (RFC 6962 §2.1).
    public static func leaf(_ leaf: [UInt8]) -> Hash256 {
        leaf.withUnsafeBytes { Hash256.leaf($0) }
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1).
    public static func node(_ left: Hash256, _ right: Hash256) -> Hash256 {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 1) { buffer in
            buffer[0] = 0x01
            buffer.store(left, at: 1)
            buffer.store(right, at: 1 + byteCount)
            return Hash256(of: UnsafeRawBufferPointer(buffer))
        }
    }
}
