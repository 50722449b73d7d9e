/// Why a payload is no set of claims that the house accepts.
public enum CWTError: Error, Hashable, Sendable {
    /// The payload is no CBOR.
    case cbor(CBORError)
    /// The payload is no map.
    case structure
    /// The claim with this number (RFC 8392 §4) has the wrong type or is out of bounds.
    case claim(Int64)
}

/// The claims of a CBOR Web Token (RFC 8392). Reading them verifies nothing.
public struct CWTClaims: Hashable, Sendable {
    /// All claims, also those that have no property here.
    public let all: CBORMap
    /// Claim 1: who issued it.
    public let issuer: String?
    /// Claim 2: whom it is about.
    public let subject: String?
    /// Claim 3: for whom it is meant; one text or several.
    public let audience: [String]
    /// Claim 4: the time at and after which it must not be accepted.
    public let expires: UnixTime?
    /// Claim 5: the time before which it must not be accepted.
    public let notBefore: UnixTime?
    /// Claim 6: when it was issued.
    public let issuedAt: UnixTime?
    /// Claim 7: what makes it unique.
    public let id: [UInt8]?

    /// The numbers of the registered claims.
    public enum Key: Int64, Sendable {
        case issuer = 1
        case subject = 2
        case audience = 3
        case expires = 4
        case notBefore = 5
        case issuedAt = 6
        case id = 7
    }

    /// The last second of the year 9999: beyond it stand milliseconds taken for seconds, and nonsense.
    public static let latestDate: Int64 = 253_402_300_799

    /// Reads the claims of a payload.
    ///
    /// With `isLenient` a claim that is null counts as missing, and so does one of a wrong type that says nothing of time:
    /// what the format does not define cannot be held against the holder.
    public init(
        decoding payload: [UInt8], rules: CBOR.Rules = .wellFormed, isLenient: Bool = false
    ) throws(CWTError) {
        let item: CBORValue
        do { item = try CBOR.decode(payload, rules: rules) } catch { throw .cbor(error) }
        guard case .map(let map) = item else { throw .structure }
        all = map
        issuer = try Self.read(map, .issuer, isLenient) { $0.text }
        subject = try Self.read(map, .subject, isLenient) { $0.text }
        audience = try Self.read(map, .audience, isLenient, Self.texts) ?? []
        expires = try Self.read(map, .expires, isLenient, Self.date)
        notBefore = try Self.read(map, .notBefore, isLenient, Self.date)
        issuedAt = try Self.read(map, .issuedAt, isLenient, Self.date)
        id = try Self.read(map, .id, isLenient) { $0.bytes }
    }

    private static func read<Value>(
        _ map: CBORMap, _ key: Key, _ isLenient: Bool, _ convert: (CBORValue) -> Value?
    ) throws(CWTError) -> Value? {
        guard let item = map[CBORValue(key.rawValue)] else { return nil }
        if isLenient, item == .null || item == .undefined { return nil }
        if let value = convert(item) { return value }
        if isLenient, ![.expires, .notBefore, .issuedAt].contains(key) { return nil }
        throw .claim(key.rawValue)
    }

    /// A NumericDate: seconds since 1970, as an integer or a float, up to the year 9999.
    static func date(_ item: CBORValue) -> UnixTime? {
        switch item {
        case .unsigned(let seconds) where seconds <= UInt64(latestDate): UnixTime(seconds: Int64(seconds))
        case .float(let seconds) where seconds >= 0 && seconds <= Double(latestDate):
            UnixTime(microseconds: Int64((seconds * 1_000_000).rounded()))
        default: nil
        }
    }

    private static func texts(_ item: CBORValue) -> [String]? {
        if let text = item.text { return [text] }
        guard let items = item.array else { return nil }
        let texts = items.compactMap(\.text)
        return texts.count == items.count ? texts : nil
    }
}
