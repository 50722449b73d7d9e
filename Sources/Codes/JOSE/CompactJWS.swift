/// Why a text is no JWS that the house accepts.
enum JWSError: Error, Hashable, Sendable {
    /// Not three parts of Base64url.
    case encoding
    /// The header is no JSON object, or asks for what the house does not know.
    case header
}

/// A JSON Web Signature in its compact form (RFC 7515 §3.1), as it came: nothing is verified by reading it.
struct CompactJWS: Sendable {
    /// The header's members.
    let header: [String: JSONValue]
    /// The payload, as it was signed.
    let payload: [UInt8]
    /// The signature's bytes; their length is not yet checked.
    let signature: [UInt8]
    /// What is signed: the first two parts and the dot between them.
    let signedBytes: [UInt8]

    /// A header has a handful of members.
    private static let headerLimits = JSONReader.Limits(depth: 4, items: 64)

    /// Reads three parts of Base64url without padding, the first of them a JSON object.
    init(_ text: ArraySlice<UInt8>) throws(JWSError) {
        let dot = UInt8(ascii: ".")
        let parts = text.split(separator: dot, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .encoding }
        guard let members = (try? JSONReader.read(header, limits: Self.headerLimits))?.value.object else {
            throw .header
        }
        // RFC 7515 §4.1.11: who does not know what is called critical must refuse; the house knows no extension.
        guard members["crit"] == nil else { throw .header }
        self.header = members
        self.payload = payload
        self.signature = signature
        signedBytes = Array(text[text.startIndex..<parts[1].endIndex])
    }
}
