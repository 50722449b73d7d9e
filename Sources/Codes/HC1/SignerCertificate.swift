internal import Crypto

/// What the house needs of a certificate that signs codes: its key, what the key is for, and when.
///
/// The certificate's own signature is not verified: it is trusted because it lies in the trust directory, as the EU's
/// verifiers trust the list of signers (hcert specification §3.3.1), and not by a chain.
public struct SignerCertificate: Hashable, Sendable {
    /// The public key.
    public let key: VerifyingKey
    /// From when on it is good (inclusive).
    public let notBefore: UnixTime
    /// Until when it is good (inclusive, to the second).
    public let notAfter: UnixTime
    /// The extended key usages as object identifiers in dots; empty when the certificate names none.
    public let usages: Set<String>
    /// The country of the subject, two letters, where it names one.
    public let country: String?
    /// SHA-256 of the certificate, 32 bytes.
    public let fingerprint: [UInt8]
    /// By what codes name it: the first eight bytes of `fingerprint`; a file with more behind the certificate also by
    /// the digest of the whole, since whoever published it may have taken that.
    public let keyIDs: [[UInt8]]

    /// The largest certificate that is read, in bytes. Real ones stay below 3 KiB.
    public static let largest = 65_536
    /// The most certificates in one file: above the EU's whole list, and each is a few hundred bytes of memory.
    public static let mostInFile = 4096
    /// The sizes of RSA keys in bits: below is broken, above costs more time than a code may.
    public static let keySizes = 2048...4096

    /// Reads one certificate in DER. What follows it is tolerated, since certificates in the field have it.
    public init(der bytes: [UInt8]) throws(SignerCertificateError) {
        guard bytes.count <= Self.largest else { throw .tooLarge }
        guard let length = Self.outerLength(bytes) else { throw .malformed }
        let der = Array(bytes[..<length])
        let fields = try CertificateFields(der: der)
        key = fields.key
        notBefore = fields.notBefore
        notAfter = fields.notAfter
        usages = fields.usages
        country = fields.country
        fingerprint = Array(SHA256.hash(data: der))
        var keyIDs = [Array(fingerprint.prefix(VerifyingKey.keyIDLength))]
        if length < bytes.count { keyIDs.append(Array(SHA256.hash(data: bytes).prefix(VerifyingKey.keyIDLength))) }
        self.keyIDs = keyIDs
    }

    /// The certificates of a file: one in DER or its bare Base64, as lists of signers have it, or one or more in PEM; at
    /// least one.
    public static func read(_ file: [UInt8]) throws(SignerCertificateError) -> [SignerCertificate] {
        let blocks = PEM.blocks(of: file)
        if blocks.isEmpty {
            guard file.count <= largest * 2 else { throw .tooLarge }
            let bare = file.first == 0x30 ? nil : Base64.decode(file.filter { $0 > 0x20 })
            return [try SignerCertificate(der: bare ?? file)]
        }
        guard blocks.count <= mostInFile else { throw .tooLarge }
        var certificates: [SignerCertificate] = []
        for block in blocks {
            guard let block else { throw .malformed }
            certificates.append(try SignerCertificate(der: block))
        }
        return certificates
    }

    /// The length of the sequence that `bytes` begin with, header and all; `nil` when they do not hold it whole.
    private static func outerLength(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return nil }
        guard bytes[1] >= 0x80 else { return 2 + Int(bytes[1]) <= bytes.count ? 2 + Int(bytes[1]) : nil }
        let width = Int(bytes[1] & 0x7f)
        // Four bytes are more than any file; none would be an indefinite length, which DER does not have.
        guard (1...4).contains(width), bytes.count >= 2 + width else { return nil }
        let length = bytes[2..<(2 + width)].reduce(0) { $0 << 8 | Int($1) }
        return length <= bytes.count - 2 - width ? 2 + width + length : nil
    }
}
