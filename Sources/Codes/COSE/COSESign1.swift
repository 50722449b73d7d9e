/// Why bytes are no COSE_Sign1 that the house accepts.
public enum COSEError: Error, Hashable, Sendable {
    /// The bytes are no CBOR.
    case cbor(CBORError)
    /// Not an array of four with the right types, or under a tag that is not expected.
    case structure
    /// A header is no map of integer and text labels, or the protected one is no CBOR.
    case header
    /// The protected header names something critical that the house does not know (RFC 9052 §3.1).
    case critical
    /// The payload is not in the message.
    case detached
}

/// A payload with one signature (RFC 9052 §4.2), as it came: nothing is verified by reading it.
public struct COSESign1: Hashable, Sendable {
    /// The protected header's bytes, as they were signed.
    public let protectedBytes: [UInt8]
    /// The protected header.
    public let protected: CBORMap
    /// The header that no signature covers.
    public let unprotected: CBORMap
    /// The payload's bytes, as they were signed.
    public let payload: [UInt8]
    /// The signature's bytes; their length is not yet checked.
    public let signature: [UInt8]

    private enum Label {
        static let algorithm: CBORValue = 1
        static let critical: CBORValue = 2
        static let keyID: CBORValue = 4
    }

    private enum Tag {
        static let sign1: UInt64 = 18
        static let cwt: UInt64 = 61
    }

    /// Reads a message without a tag, tagged 18, or tagged 61(18) as a CWT may be (RFC 8392 §6).
    public init(decoding bytes: [UInt8], rules: CBOR.Rules = .wellFormed) throws(COSEError) {
        let item: CBORValue
        do { item = try CBOR.decode(bytes, rules: rules) } catch { throw .cbor(error) }
        guard let parts = Self.untagged(item)?.array, parts.count == 4 else { throw .structure }
        guard let protectedBytes = parts[0].bytes, let unprotected = parts[1].map, let signature = parts[3].bytes else {
            throw .structure
        }
        if parts[2] == .null { throw .detached }
        guard let payload = parts[2].bytes else { throw .structure }
        self.protectedBytes = protectedBytes
        self.unprotected = unprotected
        self.payload = payload
        self.signature = signature
        protected = try Self.header(protectedBytes, rules)
        guard protected.hasLabelsOnly, unprotected.hasLabelsOnly else { throw .header }
        try checkCritical()
    }

    /// A message of a payload and its signature, to be written.
    init(protected: CBORMap, payload: [UInt8], signature: [UInt8]) {
        self.protected = protected
        protectedBytes = CBOR.encode(.map(protected))
        unprotected = CBORMap()
        self.payload = payload
        self.signature = signature
    }

    /// The number of the algorithm, from the protected header only: one that no signature covers could be exchanged.
    public var algorithmNumber: Int64? { protected[Label.algorithm]?.integer }

    /// The algorithm, when the house knows it.
    public var algorithm: COSEAlgorithm? { algorithmNumber.flatMap(COSEAlgorithm.init(rawValue:)) }

    /// The algorithm's number from the protected header, or from the other one where the protected one has none. Only
    /// for schemes that verify by certificates, where the key says by itself what may be made with it.
    var looseAlgorithmNumber: Int64? { (protected[Label.algorithm] ?? unprotected[Label.algorithm])?.integer }

    /// The key's identifier, from either header; where both have one, the protected one counts.
    public var keyID: [UInt8]? { (protected[Label.keyID] ?? unprotected[Label.keyID])?.bytes }

    /// What is signed: the `Sig_structure` of RFC 9052 §4.4, around the bytes as they came.
    public var signedBytes: [UInt8] {
        Self.signedBytes(protected: protectedBytes, payload: payload)
    }

    /// Whether `key` is of the message's algorithm and made its signature.
    public func isSigned(by key: VerifyingKey) -> Bool {
        algorithm == key.algorithm && key.isValid(signature: signature, of: signedBytes)
    }

    /// Whether `key` made the message's signature by `algorithm`.
    func isSigned(by key: VerifyingKey, as algorithm: COSEAlgorithm) -> Bool {
        key.isValid(signature: signature, of: signedBytes, as: algorithm)
    }

    /// The message signed by `key`, with algorithm and key identifier in the protected header.
    public static func sign(payload: [UInt8], with key: SigningKey) throws(SigningError) -> COSESign1 {
        let algorithm = CBORValue(key.verifyingKey.algorithm.rawValue)
        let protected = CBORMap([(Label.algorithm, algorithm), (Label.keyID, .bytes(key.verifyingKey.keyID))])
        let signed = signedBytes(protected: CBOR.encode(.map(protected)), payload: payload)
        return COSESign1(protected: protected, payload: payload, signature: try key.signature(of: signed))
    }

    /// The message's bytes, tagged 18.
    public func encoded() -> [UInt8] {
        let parts: [CBORValue] = [.bytes(protectedBytes), .map(unprotected), .bytes(payload), .bytes(signature)]
        return CBOR.encode(.tagged(Tag.sign1, .array(parts)))
    }

    private static func signedBytes(protected: [UInt8], payload: [UInt8]) -> [UInt8] {
        CBOR.encode(["Signature1", .bytes(protected), .bytes([]), .bytes(payload)])
    }

    private static func untagged(_ item: CBORValue) -> CBORValue? {
        switch item {
        case .array: item
        case .tagged(Tag.sign1, let message): message
        case .tagged(Tag.cwt, .tagged(Tag.sign1, let message)): message
        default: nil
        }
    }

    /// The protected header: no bytes at all stand for an empty map (RFC 9052 §3).
    private static func header(_ bytes: [UInt8], _ rules: CBOR.Rules) throws(COSEError) -> CBORMap {
        if bytes.isEmpty { return CBORMap() }
        do {
            guard let map = try CBOR.decode(bytes, rules: rules).map else { throw COSEError.header }
            return map
        } catch {
            throw .header
        }
    }

    /// The house knows the algorithm and the key identifier; anything else called critical it would have to ignore.
    private func checkCritical() throws(COSEError) {
        guard unprotected[Label.critical] == nil else { throw .critical }
        guard let critical = protected[Label.critical] else { return }
        let known = [Label.algorithm, Label.keyID]
        guard let labels = critical.array, !labels.isEmpty, labels.allSatisfy({ known.contains($0) }) else {
            throw .critical
        }
    }
}

extension CBORMap {
    /// Whether all keys are labels of COSE: integers or texts.
    fileprivate var hasLabelsOnly: Bool {
        pairs.allSatisfy { pair in
            switch pair.key {
            case .unsigned, .negative, .text: true
            default: false
            }
        }
    }
}
