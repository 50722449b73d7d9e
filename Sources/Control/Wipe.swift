import Glibc

/// Overwriting what must not stay in memory.
public enum Wipe {
    /// Overwrites the bytes with zeroes, in a way that no optimiser takes out, and empties the array. It has to be the
    /// only owner of its bytes; of a shared array only a copy would be overwritten.
    public static func overwrite(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            if let first = buffer.baseAddress { explicit_bzero(first, buffer.count) }
        }
        bytes = []
    }
}
