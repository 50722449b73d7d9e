import Codes
import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate with its private key, as files hold them.
struct IssuedCertificate {
    /// The certificate, PEM.
    var certificate: String
    /// The private key, PEM (PKCS#8).
    var key: String
    /// The certificate, DER: what fingerprints are made of.
    var der: [UInt8]
}

/// A certificate authority for a development site: P-256, and its key is thrown away once it has issued.
struct CertificateAuthority {
    /// Ten years: a development site should not stop on a Sunday.
    static let validity: TimeInterval = 10 * 366 * 86400
    /// A certificate is valid from a day before, for the sake of a clock that is set back.
    static let grace: TimeInterval = 86400

    private let key: P256.Signing.PrivateKey
    private let name: DistinguishedName
    private let notBefore: Date
    private let notAfter: Date
    /// The authority's own certificate.
    let issued: IssuedCertificate

    /// An authority whose certificates are valid for ten years from `time`.
    init(commonName: String, at time: UnixTime) throws(CommissioningError) {
        key = P256.Signing.PrivateKey()
        notBefore = Date(timeIntervalSince1970: TimeInterval(time.seconds) - Self.grace)
        notAfter = Date(timeIntervalSince1970: TimeInterval(time.seconds) + Self.validity)
        let (key, notBefore, notAfter) = (key, notBefore, notAfter)
        (name, issued) = try Self.material("the certificate authority") {
            let name = try DistinguishedName { CommonName(commonName) }
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
                notValidBefore: notBefore, notValidAfter: notAfter, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true))
                    SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
                },
                issuerPrivateKey: .init(key))
            return (name, try Self.encoded(certificate, key))
        }
    }

    /// A certificate for a server that is reached by `dnsNames` and `addresses` (4 or 16 bytes each).
    func issueServer(
        commonName: String, dnsNames: [String], addresses: [[UInt8]]
    ) throws(CommissioningError) -> IssuedCertificate {
        let names =
            dnsNames.map { GeneralName.dnsName($0) }
            + addresses.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        return try issue(commonName, usage: .serverAuth, names: names)
    }

    /// A certificate for a client.
    func issueClient(commonName: String) throws(CommissioningError) -> IssuedCertificate {
        try issue(commonName, usage: .clientAuth, names: [])
    }

    private func issue(
        _ commonName: String, usage: ExtendedKeyUsage.Usage, names: [GeneralName]
    ) throws(CommissioningError) -> IssuedCertificate {
        try Self.material("the certificate of \(commonName)") {
            let subjectKey = P256.Signing.PrivateKey()
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(subjectKey.publicKey),
                notValidBefore: notBefore, notValidAfter: notAfter, issuer: name,
                subject: try DistinguishedName { CommonName(commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([usage])
                    // RFC 5280 §4.2.1.1 asks for both; strict verifiers (Python 3.13) refuse certificates without.
                    SubjectKeyIdentifier(hash: Certificate.PublicKey(subjectKey.publicKey))
                    AuthorityKeyIdentifier(
                        keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey)).keyIdentifier)
                    if !names.isEmpty { SubjectAlternativeNames(names) }
                },
                issuerPrivateKey: .init(key))
            return try Self.encoded(certificate, subjectKey)
        }
    }

    private static func encoded(
        _ certificate: Certificate, _ key: P256.Signing.PrivateKey
    ) throws -> IssuedCertificate {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return IssuedCertificate(
            certificate: try certificate.serializeAsPEM().pemString + "\n", key: key.pemRepresentation + "\n",
            der: serializer.serializedBytes)
    }

    private static func material<Value>(
        _ what: String, _ body: () throws -> Value
    ) throws(CommissioningError) -> Value {
        do { return try body() } catch { throw .material(what: what, why: "\(error)") }
    }
}
