internal import SwiftASN1

/// The walk through a certificate (RFC 5280 §4.1) that reads only what is needed.
///
/// Nothing is asked of the parts that are not read: signature algorithms, names and extensions that stricter readers
/// refuse stand in certificates of the field. The depth is bounded by the parser (50), the size by the caller.
struct CertificateFields {
    private(set) var key: VerifyingKey
    private(set) var notBefore: UnixTime
    private(set) var notAfter: UnixTime
    private(set) var usages: Set<String> = []
    private(set) var country: String?

    private static let extendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37]
    private static let countryName: ASN1ObjectIdentifier = [2, 5, 4, 6]
    private static let versionTag = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
    private static let extensionsTag = ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific)

    init(der: [UInt8]) throws(SignerCertificateError) {
        guard let root = try? DER.parse(der), var fields = root.children?.first?.children else { throw .malformed }
        if fields.first?.identifier == Self.versionTag { fields.removeFirst() }
        // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
        guard fields.count >= 6 else { throw .malformed }
        guard let times = fields[3].children, times.count == 2, let notBefore = CertificateTime.read(times[0]),
            let notAfter = CertificateTime.read(times[1]), notBefore <= notAfter
        else { throw .part("validity") }
        self.notBefore = notBefore
        self.notAfter = notAfter
        country = Self.country(fields[4])
        key = try CertificateKey.read(fields[5])
        if let extensions = fields.dropFirst(6).first(where: { $0.identifier == Self.extensionsTag }) {
            usages = try Self.usages(extensions)
        }
    }

    private static func country(_ subject: ASN1Node) -> String? {
        for attribute in (subject.children ?? []).flatMap({ $0.children ?? [] }) {
            guard let parts = attribute.children, parts.count == 2, parts[0].isIdentifier(countryName),
                let bytes = parts[1].bytes, bytes.count == 2
            else { continue }
            return String(validating: bytes, as: UTF8.self)
        }
        return nil
    }

    /// An extension that is there and says nothing is as good as none; one that cannot be read might have been a limit.
    private static func usages(_ extensions: ASN1Node) throws(SignerCertificateError) -> Set<String> {
        for item in extensions.children?.first?.children ?? [] {
            guard let parts = item.children, let name = parts.first, name.isIdentifier(extendedKeyUsage) else {
                continue
            }
            guard let bytes = parts.last?.bytes, let list = try? DER.parse(bytes), let items = list.children else {
                throw .part("extended key usage")
            }
            let identifiers = items.compactMap { try? ASN1ObjectIdentifier(derEncoded: $0) }
            guard identifiers.count == items.count else { throw .part("extended key usage") }
            return Set(identifiers.map(\.description))
        }
        return []
    }
}

extension ASN1Node {
    /// The nodes inside; `nil` for a primitive one.
    var children: [ASN1Node]? {
        if case .constructed(let nodes) = content { Array(nodes) } else { nil }
    }

    /// The bytes of a primitive node.
    var bytes: ArraySlice<UInt8>? {
        if case .primitive(let bytes) = content { bytes } else { nil }
    }

    /// Whether the node is that object identifier.
    func isIdentifier(_ identifier: ASN1ObjectIdentifier) -> Bool {
        (try? ASN1ObjectIdentifier(derEncoded: self)) == identifier
    }
}
