/// A whole RFC 6962 tree by its hashes, for proofs: every complete subtree is kept, two hashes for each leaf.
public struct MerkleTree: Sendable {
    /// `levels[l][i]` is the root of the complete subtree over the leaves `i·2^l ..< (i+1)·2^l`.
    private var levels: [[Hash256]] = [[]]

    /// The empty tree.
    public init() {}

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// Appends a leaf by its hash.
    public mutating func append(_ leafHash: Hash256) {
        levels[0].append(leafHash)
        var level = 0
        while levels[level].count % 2 == 0 {
            let pair = levels[level].suffix(2)
            if level + 1 == levels.count { levels.append([]) }
            levels[level + 1].append(.node(pair[pair.startIndex], pair[pair.startIndex + 1]))
            level += 1
        }
    }

    /// The hash of leaf `index`; `nil` beyond the end.
    public func leafHash(at index: UInt64) -> Hash256? {
        index < size ? levels[0][Int(index)] : nil
    }

    /// The root of the tree of the first `size` leaves; `nil` if there are fewer.
    public func root(at size: UInt64) -> Hash256? {
        guard size <= self.size else { return nil }
        return size == 0 ? .emptyTree : hash(0, size)
    }

    /// The inclusion proof of leaf `index` in the tree of the first `size` leaves, from the leaf's sibling up (RFC 6962
    /// §2.1.1); `nil` unless `index < size` and the tree is that large.
    public func inclusionProof(of index: UInt64, in size: UInt64) -> [Hash256]? {
        guard index < size, size <= self.size else { return nil }
        var proof: [Hash256] = []
        var (low, high) = (UInt64(0), size)
        while high - low > 1 {
            let middle = low + Self.split(high - low)
            if index < middle {
                proof.append(hash(middle, high))
                high = middle
            } else {
                proof.append(hash(low, middle))
                low = middle
            }
        }
        return proof.reversed()
    }

    /// The proof that the tree of the first `old` leaves is a beginning of the tree of the first `size` (RFC 6962
    /// §2.1.2); empty for `old` of 0 or equal to `size`; `nil` unless `old <= size` and the tree is that large.
    public func consistencyProof(from old: UInt64, to size: UInt64) -> [Hash256]? {
        guard old <= size, size <= self.size else { return nil }
        guard old > 0, old < size else { return [] }
        var proof: [Hash256] = []
        var (low, high) = (UInt64(0), size)
        while old != high {
            let middle = low + Self.split(high - low)
            if old <= middle {
                proof.append(hash(middle, high))
                high = middle
            } else {
                proof.append(hash(low, middle))
                low = middle
            }
        }
        // A subtree that begins at leaf 0 is the old tree itself, which the verifier knows.
        if low > 0 { proof.append(hash(low, high)) }
        return proof.reversed()
    }

    /// The root over the leaves `low ..< high`, which must be a range that RFC 6962 splits a tree into.
    private func hash(_ low: UInt64, _ high: UInt64) -> Hash256 {
        let count = high - low
        if count.nonzeroBitCount == 1 {
            let level = count.trailingZeroBitCount
            return levels[level][Int(low >> UInt64(level))]
        }
        let middle = low + Self.split(count)
        return .node(hash(low, middle), hash(middle, high))
    }

    /// The largest power of two below `count`, which is at least 2.
    private static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
