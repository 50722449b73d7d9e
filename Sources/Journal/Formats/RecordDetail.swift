public import Codes

/// How the detail of a record is framed: the deterministic CBOR array of 16 random bytes and a map. The salt makes the
/// digest in the leaf say nothing of a detail that was erased, however few values it could have had.
public enum RecordDetail {
    /// The length of the salt, in bytes.
    public static let saltByteCount = 16
    /// An array of two, a byte string of 16.
    private static let prefix: [UInt8] = [0x82, 0x50]

    /// The detail that holds `map` with a fresh salt.
    public static func encode(_ map: CBORValue) -> [UInt8] {
        encode(map, salt: Identifier128.random())
    }

    static func encode(_ map: CBORValue, salt: Identifier128) -> [UInt8] {
        prefix + salt.bytes + CBOR.encode(map)
    }

    /// The map of a detail.
    ///
    /// - Throws: if it is not a salt and a map in deterministic CBOR.
    public static func decode(_ detail: some Collection<UInt8>) throws(MalformedError) -> CBORValue {
        let bytes = Array(detail)
        guard bytes.prefix(prefix.count) == prefix[...], bytes.count > prefix.count + saltByteCount else {
            throw MalformedError("detail", "it does not begin with a salt")
        }
        do {
            let value = try CBOR.decode(Array(bytes.dropFirst(prefix.count + saltByteCount)), rules: .strict)
            guard value.map != nil else { throw MalformedError("detail", "behind the salt is no map") }
            return value
        } catch let error as MalformedError {
            throw error
        } catch {
            throw MalformedError("detail", "\(error)")
        }
    }
}
