/// Checks of proofs, by the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2 (the trees are those of RFC 6962).
public enum MerkleProof {
    /// Whether `proof` shows that a leaf with this hash is leaf `index` of the tree with `size` leaves and this root.
    public static func isIncluded(
        leafHash: Hash256, index: UInt64, size: UInt64, root: Hash256, proof: [Hash256]
    ) -> Bool {
        guard index < size else { return false }
        var (node, last) = (index, size - 1)
        var hash = leafHash
        for sibling in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = .node(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether `proof` shows that the tree of `oldSize` leaves with `oldRoot` is a beginning of the tree of `size` leaves
    /// with `root`. The empty tree is a beginning of every tree and needs no proof.
    public static func isConsistent(
        oldSize: UInt64, oldRoot: Hash256, size: UInt64, root: Hash256, proof: [Hash256]
    ) -> Bool {
        guard oldSize <= size else { return false }
        if oldSize == 0 { return proof.isEmpty && oldRoot == .emptyTree }
        if oldSize == size { return proof.isEmpty && oldRoot == root }
        var path = proof[...]
        if oldSize.nonzeroBitCount == 1 { path = [oldRoot] + path }
        guard let first = path.popFirst() else { return false }
        var (node, last) = (oldSize - 1, size - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var (oldHash, newHash) = (first, first)
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                oldHash = .node(sibling, oldHash)
                newHash = .node(sibling, newHash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = .node(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == oldRoot && newHash == root
    }
}
