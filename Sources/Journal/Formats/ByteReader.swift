/// Reads little-endian numbers and byte runs from outside bytes. Every length is checked against what is there before
/// anything is allocated.
struct ByteReader {
    private let bytes: [UInt8]
    private let subject: String
    private(set) var offset = 0

    /// A reader at the beginning of `bytes`; errors name `subject`.
    init(_ bytes: [UInt8], subject: String) {
        self.bytes = bytes
        self.subject = subject
    }

    var remaining: Int { bytes.count - offset }

    /// The next little-endian number.
    mutating func next<Number: FixedWidthInteger>(_: Number.Type, _ field: String) throws(MalformedError) -> Number {
        let size = MemoryLayout<Number>.size
        guard remaining >= size else { throw missing(field, size) }
        var value: Number = 0
        for position in (0..<size).reversed() {
            value = (size == 1 ? 0 : value << 8) | Number(truncatingIfNeeded: bytes[offset + position])
        }
        offset += size
        return value
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int, _ field: String) throws(MalformedError) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else { throw missing(field, count) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    /// The next 32 bytes as a hash.
    mutating func hash(_ field: String) throws(MalformedError) -> Hash256 {
        guard let hash = Hash256(try take(Hash256.byteCount, field)) else { throw missing(field, Hash256.byteCount) }
        return hash
    }

    /// Throws if bytes are left over.
    func end() throws(MalformedError) {
        guard remaining == 0 else { throw MalformedError(subject, "\(remaining) bytes too many") }
    }

    private func missing(_ field: String, _ count: Int) -> MalformedError {
        MalformedError(subject, "\(field) at byte \(offset) needs \(count) bytes, \(remaining) are left")
    }
}

extension [UInt8] {
    /// Appends a number in little-endian order.
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The little-endian number at an offset that was checked to lie inside.
    @inline(__always)
    func load<Number: FixedWidthInteger & BitwiseCopyable>(littleEndian: Number.Type, at offset: Int) -> Number {
        Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Stores a number in little-endian order at an offset that was checked to lie inside.
    @inline(__always)
    func store<Number: FixedWidthInteger & BitwiseCopyable>(littleEndian value: Number, at offset: Int) {
        storeBytes(of: value.littleEndian, toByteOffset: offset, as: Number.self)
    }

    /// Copies bytes to an offset that was checked to lie inside.
    @inline(__always)
    func store(_ source: UnsafeRawBufferPointer, at offset: Int) {
        UnsafeMutableRawBufferPointer(rebasing: self[offset..<offset + source.count]).copyMemory(from: source)
    }

    /// Copies a hash to an offset that was checked to lie inside.
    @inline(__always)
    func store(_ hash: Hash256, at offset: Int) {
        hash.withUnsafeBytes { store($0, at: offset) }
    }
}
