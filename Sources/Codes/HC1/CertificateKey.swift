internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
internal import SwiftASN1

/// The public key of a certificate: `SubjectPublicKeyInfo` of RFC 5280 with the algorithms of RFC 5480 and RFC 8017.
enum CertificateKey {
    private static let ellipticCurve: ASN1ObjectIdentifier = [1, 2, 840, 10045, 2, 1]
    private static let p256: ASN1ObjectIdentifier = [1, 2, 840, 10045, 3, 1, 7]
    private static let p384: ASN1ObjectIdentifier = [1, 3, 132, 0, 34]
    private static let rsa: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 1]
    private static let rsaPSS: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 1, 10]

    /// The key of a `SubjectPublicKeyInfo`.
    static func read(_ info: ASN1Node) throws(SignerCertificateError) -> VerifyingKey {
        // The first byte of a bit string says how many bits of the last are unused: of a key, none.
        guard let parts = info.children, parts.count == 2, let algorithm = parts[0].children,
            let name = algorithm.first,
            let bits = parts[1].bytes, bits.first == 0
        else { throw .part("public key") }
        let bytes = Array(bits.dropFirst())
        if name.isIdentifier(rsa) || name.isIdentifier(rsaPSS) { return try rsaKey(bytes) }
        guard name.isIdentifier(ellipticCurve), algorithm.count == 2 else { throw .unsupportedKey }
        if algorithm[1].isIdentifier(p256) { return try p256Key(bytes) }
        if algorithm[1].isIdentifier(p384) { return try p384Key(bytes) }
        throw .unsupportedKey
    }

    private static func p256Key(_ point: [UInt8]) throws(SignerCertificateError) -> VerifyingKey {
        let isCompressed = point.first != 4
        guard
            let key = try? isCompressed
                ? P256.Signing.PublicKey(compressedRepresentation: point)
                : P256.Signing.PublicKey(x963Representation: point)
        else { throw .part("public key") }
        return verifyingKey(.p256(key), curve: "P-256", point: Array(key.rawRepresentation))
    }

    private static func p384Key(_ point: [UInt8]) throws(SignerCertificateError) -> VerifyingKey {
        let isCompressed = point.first != 4
        guard
            let key = try? isCompressed
                ? P384.Signing.PublicKey(compressedRepresentation: point)
                : P384.Signing.PublicKey(x963Representation: point)
        else { throw .part("public key") }
        return verifyingKey(.p384(key), curve: "P-384", point: Array(key.rawRepresentation))
    }

    private static func rsaKey(_ bytes: [UInt8]) throws(SignerCertificateError) -> VerifyingKey {
        guard let numbers = (try? DER.parse(bytes))?.children, numbers.count == 2,
            let modulus = unsigned(numbers[0]), let exponent = unsigned(numbers[1]), let first = modulus.first
        else { throw .part("public key") }
        let size = modulus.count * 8 - first.leadingZeroBitCount
        guard SignerCertificate.keySizes.contains(size) else { throw .keySize(size) }
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { throw .part("public key") }
        let members = #"{"e":"\#(Base64URL.encode(exponent))","kty":"RSA","n":"\#(Base64URL.encode(modulus))"}"#
        return VerifyingKey(material: .rsa(key), thumbprint: thumbprint(members), issuer: nil)
    }

    /// The bytes of a positive integer without the zeros in front.
    private static func unsigned(_ node: ASN1Node) -> [UInt8]? {
        guard node.identifier == .integer, let bytes = node.bytes, let sign = bytes.first, sign < 0x80 else {
            return nil
        }
        let digits = Array(bytes.drop { $0 == 0 })
        return digits.isEmpty ? nil : digits
    }

    private static func verifyingKey(_ material: VerifyingKey.Material, curve: String, point: [UInt8]) -> VerifyingKey {
        let (x, y) = (Array(point.prefix(point.count / 2)), Array(point.suffix(point.count / 2)))
        let members =
            #"{"crv":"\#(curve)","kty":"EC","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
        return VerifyingKey(material: material, thumbprint: thumbprint(members), issuer: nil)
    }

    /// RFC 7638 §3: the digest of the required members in the order of their names.
    private static func thumbprint(_ members: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(members.utf8)))
    }
}
