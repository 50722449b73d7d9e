import CAllocations

/// The allocations of the calling thread.
public enum Allocations {
    /// Whether they can be counted: not under a sanitizer.
    public static var areCounted: Bool { gh_allocations_are_counted() != 0 }

    /// How many blocks of memory this thread asks for while `body` runs.
    public static func count<E: Error>(_ body: () throws(E) -> Void) throws(E) -> UInt64 {
        let before = gh_allocations()
        try body()
        return gh_allocations() - before
    }
}
