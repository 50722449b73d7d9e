import CZlib

/// What stands around the compressed blocks.
public enum DeflateContainer: Sendable {
    /// RFC 1950: a header, and a checksum at the end.
    case zlib
    /// RFC 1951: the blocks alone.
    case raw

    /// zlib's name for it: the window of 2^15 bytes, negative for raw.
    var windowBits: Int32 {
        switch self {
        case .zlib: 15
        case .raw: -15
        }
    }
}

/// Why bytes could not be inflated.
public enum InflateError: Error, Hashable, Sendable {
    /// The bytes are not what deflate writes, or the checksum is wrong.
    case corrupt
    /// The bytes end before the stream does.
    case truncated
    /// Bytes follow the end of the stream.
    case trailingBytes
    /// More bytes would come out than the limits allow.
    case tooLarge
    /// zlib had no memory to begin with.
    case outOfMemory
}

/// Inflating within bounds.
public enum Inflate {
    /// How much may come out.
    public struct Limits: Hashable, Sendable {
        /// The most bytes that may come out.
        public var output: Int
        /// How many bytes may come out for each that goes in.
        public var ratio: Int
        /// Whether the bits that fill the last byte of the blocks have to be zero, as every compressor writes them. zlib
        /// skips them, so that without this rule up to seven bits of a code can change and nothing is seen of it.
        public var zeroPadding: Bool

        /// Limits.
        public init(output: Int = Self.usualOutput, ratio: Int = Self.usualRatio, zeroPadding: Bool = false) {
            self.output = output
            self.ratio = ratio
            self.zeroPadding = zeroPadding
        }

        /// The largest code known (a SMART Health Card of three parts) inflates to 30,178 bytes; twice that.
        public static let usualOutput = 65_536
        /// That code grows 13 fold and health certificates not even twofold, a bomb 1,000 fold.
        public static let usualRatio = 32
        /// Below this the ratio says nothing: a few bytes may stand for a line of equal ones.
        public static let ratioFloor = 1024

        /// The most that `count` bytes may become.
        func most(from count: Int) -> Int {
            let (product, overflow) = count.multipliedReportingOverflow(by: ratio)
            return min(output, max(overflow ? output : product, Self.ratioFloor))
        }
    }

    /// Inflated bytes leave zlib in pieces of this size; an ordinary code needs one.
    private static let pieceSize = 4096

    /// The bytes that `bytes` hold compressed; the whole of them has to be one finished stream.
    ///
    /// It stops as soon as a limit is passed: memory never exceeds the limit by more than one piece of 4 KiB.
    public static func run(
        _ bytes: [UInt8], container: DeflateContainer, limits: Limits = Limits()
    ) throws(InflateError) -> [UInt8] {
        guard !bytes.isEmpty else { throw .truncated }
        guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
        // zlib's state points back to the stream, which therefore must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard unsafe gh_inflate_init(stream, container.windowBits) == Z_OK else { throw .outOfMemory }
        defer { unsafe inflateEnd(stream) }
        let most = limits.most(from: bytes.count)
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceSize)
        var consumed = 0
        while true {
            let step = unsafe advance(stream, bytes, from: consumed, into: &piece)
            consumed += step.consumed
            guard output.count + step.produced <= most else { throw .tooLarge }
            output.append(contentsOf: piece[..<step.produced])
            if limits.zeroPadding, let unused = step.unusedBits, consumed > 0, bytes[consumed - 1] >> (8 - unused) != 0
            {
                throw .corrupt
            }
            switch step.code {
            case Z_STREAM_END:
                guard consumed == bytes.count else { throw .trailingBytes }
                return output
            // zlib calls it a Z_BUF_ERROR when it neither read nor wrote, so that this ends.
            case Z_OK: continue
            case Z_BUF_ERROR: throw .truncated
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
        }
    }

    /// What one call of zlib did.
    private struct Step {
        let code: Int32
        let consumed: Int
        let produced: Int
        /// After the last block: how many bits of the last byte belong to none.
        let unusedBits: UInt8?
    }

    /// One call of zlib, with pointers that do not outlive it; it returns at the end of every block.
    private static func advance(
        _ stream: UnsafeMutablePointer<z_stream>, _ bytes: [UInt8], from start: Int, into piece: inout [UInt8]
    ) -> Step {
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe piece.withUnsafeMutableBufferPointer { output in
                let rest = unsafe UnsafeBufferPointer(rebasing: input[start...])
                // zlib 1.2 declares its input as not const; it does not write there.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(rest.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let code = unsafe inflate(stream, Z_BLOCK)
                // zlib.h: 64 within the last block, 128 after the end of a block, below them the number of unused bits.
                let state = unsafe stream.pointee.data_type
                let isAfterLast = code == Z_OK && state & 192 == 192
                return unsafe Step(
                    code: code, consumed: rest.count - Int(stream.pointee.avail_in),
                    produced: output.count - Int(stream.pointee.avail_out),
                    unusedBits: isAfterLast ? UInt8(state & 7) : nil)
            }
        }
    }
}
