/// The right edge of an RFC 6962 tree: one hash for each complete subtree, the largest first. It is all that is needed
/// to append leaves and to know the root, and at most 64 hashes long.
public struct MerkleFrontier: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64
    /// The roots of the complete subtrees that `size` is the sum of, the largest (leftmost) first: as many as `size` has
    /// bits set.
    public private(set) var hashes: [Hash256]

    /// The empty tree.
    public init() {
        size = 0
        hashes = []
        hashes.reserveCapacity(64)
    }

    /// The frontier of a tree of `size` leaves.
    ///
    /// - Returns: `nil` if there are not as many hashes as `size` has bits set.
    public init?(size: UInt64, hashes: [Hash256]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Appends a leaf by its hash.
    public mutating func append(_ leafHash: Hash256) {
        var hash = leafHash
        for _ in 0..<size.trailingOneBitCount {
            hash = .node(hashes.removeLast(), hash)
        }
        hashes.append(hash)
        size += 1
    }

    /// The root of the tree.
    public var root: Hash256 {
        guard var root = hashes.last else { return .emptyTree }
        for hash in hashes.dropLast().reversed() {
            root = .node(hash, root)
        }
        return root
    }
}

extension UInt64 {
    /// How many of the lowest bits are set before the first that is not.
    fileprivate var trailingOneBitCount: Int {
        (~self).trailingZeroBitCount
    }
}
