import CZlib

/// Deflating, for the codes that the house issues.
public enum Deflate {
    /// zlib's best level: a code is made once and printed.
    private static let level: Int32 = 9

    /// `bytes` compressed, as one finished stream.
    /// - Throws: `InflateError.outOfMemory`, or `tooLarge` for 2 GiB and more.
    public static func run(_ bytes: [UInt8], container: DeflateContainer) throws(InflateError) -> [UInt8] {
        guard bytes.count <= Int(Int32.max) else { throw .tooLarge }
        // zlib's state points back to the stream, which therefore must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard unsafe gh_deflate_init(stream, level, container.windowBits) == Z_OK else { throw .outOfMemory }
        defer { unsafe deflateEnd(stream) }
        var output = [UInt8](repeating: 0, count: Int(unsafe deflateBound(stream, UInt(bytes.count))))
        let (code, produced) = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { room in
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room.count)
                return unsafe (deflate(stream, Z_FINISH), room.count - Int(stream.pointee.avail_out))
            }
        }
        // `deflateBound` promises that one call is enough.
        guard code == Z_STREAM_END else { throw .outOfMemory }
        return Array(output[..<produced])
    }
}
