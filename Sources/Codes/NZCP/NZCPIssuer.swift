/// An issuer of NZ COVID Passes whom the house trusts.
public struct NZCPIssuer: Sendable {
    /// Its decentralised identifier, `did:web:…`.
    public let did: String
    /// The keys by which it asserts, by the part of their identifier behind the `#`.
    public let keys: [String: VerifyingKey]
    /// Keys that it has and that are not for asserting.
    public let otherKeys: Set<String>

    /// The keys that one issuer has at most.
    static let mostKeys = 256
    private static let longestDID = 512

    /// Whether the text is a DID of the method `web`, of printable ASCII and without a fragment.
    static func isDID(_ text: String) -> Bool {
        let method = "did:web:"
        return text.utf8.count <= longestDID && text.utf8.starts(with: method.utf8)
            && text.utf8.count > method.utf8.count
            && text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }
    }
}
