import Codes
import Journal
import Testing

@Suite("RFC 6962 trees")
struct MerkleTests {
    /// The eight entries of the test vectors that the certificate transparency projects share, and the roots of the
    /// trees of the first 1 to 8 of them.
    static let entries: [[UInt8]] = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].compactMap { Hexadecimal.decode($0.utf8) }
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func tree(_ count: UInt64) -> (MerkleTree, MerkleFrontier) {
        var tree = MerkleTree()
        var frontier = MerkleFrontier()
        for number in 0..<count {
            let hash = Hash256.leaf([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 5))
            tree.append(hash)
            frontier.append(hash)
        }
        return (tree, frontier)
    }

    @Test("The roots are those of the shared test vectors")
    func knownRoots() {
        var tree = MerkleTree()
        var frontier = MerkleFrontier()
        #expect(frontier.root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Self.entries.count == Self.roots.count)
        for (entry, root) in zip(Self.entries, Self.roots) {
            tree.append(.leaf(entry))
            frontier.append(.leaf(entry))
            #expect(frontier.root.description == root)
            #expect(tree.root(at: tree.size)?.description == root)
        }
    }

    @Test("A frontier goes on from its hashes, and refuses a wrong number of them")
    func frontierResumes() throws {
        let (tree, whole) = Self.tree(100)
        for size in UInt64(0)...100 {
            let (_, part) = Self.tree(size)
            var resumed = try #require(MerkleFrontier(size: size, hashes: part.hashes))
            for index in size..<100 { resumed.append(try #require(tree.leafHash(at: index))) }
            #expect(resumed == whole)
        }
        #expect(MerkleFrontier(size: 3, hashes: [.zero]) == nil)
    }

    @Test("Every inclusion proof of every tree up to 40 leaves holds, and none holds for anything else")
    func inclusion() throws {
        let (tree, _) = Self.tree(40)
        for size in UInt64(1)...40 {
            let root = try #require(tree.root(at: size))
            for index in 0..<size {
                let proof = try #require(tree.inclusionProof(of: index, in: size))
                let leaf = try #require(tree.leafHash(at: index))
                func holds(_ index: UInt64, _ size: UInt64, _ proof: [Hash256]) -> Bool {
                    MerkleProof.isIncluded(leafHash: leaf, index: index, size: size, root: root, proof: proof)
                }
                #expect(holds(index, size, proof))
                #expect(!holds(index + 1, size, proof))
                #expect(!holds(index, size, proof + [.zero]))
                if !proof.isEmpty { #expect(!holds(index, size, Array(proof.dropLast()))) }
                for position in proof.indices {
                    var wrong = proof
                    wrong[position] = .zero
                    #expect(!holds(index, size, wrong))
                }
            }
            #expect(tree.inclusionProof(of: size, in: size) == nil)
        }
        #expect(tree.inclusionProof(of: 0, in: 41) == nil)
    }

    @Test("Every consistency proof up to 40 leaves holds, and not with another root, size or hash")
    func consistency() throws {
        let (tree, _) = Self.tree(40)
        for size in UInt64(0)...40 {
            let root = try #require(tree.root(at: size))
            for old in 0...size {
                let oldRoot = try #require(tree.root(at: old))
                let proof = try #require(tree.consistencyProof(from: old, to: size))
                func holds(_ oldRoot: Hash256, _ root: Hash256, _ proof: [Hash256]) -> Bool {
                    MerkleProof.isConsistent(oldSize: old, oldRoot: oldRoot, size: size, root: root, proof: proof)
                }
                #expect(holds(oldRoot, root, proof))
                #expect(!holds(oldRoot, root, proof + [.zero]))
                if old > 0 { #expect(!holds(.zero, root, proof) && !holds(oldRoot, .zero, proof)) }
                for position in proof.indices {
                    var wrong = proof
                    wrong[position] = .zero
                    #expect(!holds(oldRoot, root, wrong))
                }
            }
        }
        #expect(tree.consistencyProof(from: 2, to: 1) == nil)
    }
}
