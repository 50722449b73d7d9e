/// The lists of signers that the house keeps apart: the same certificate format, each under its own prefix.
public enum DCCList: String, Hashable, Sendable, CaseIterable {
    /// The EU Digital COVID Certificate, good across countries.
    case hc1
    /// Austria's national certificate, which carries what the EU's does not allow.
    case at1

    /// What the codes of the list begin with.
    public var prefix: String {
        switch self {
        case .hc1: "HC1:"
        case .at1: "AT1:"
        }
    }

    /// The list to which a file of the trust directory belongs, by the parts of its path.
    init?(path parts: [Substring]) {
        guard parts.count == 2, let list = DCCList(rawValue: String(parts[0])),
            SignerList.suffixes.contains(where: parts[1].hasSuffix)
        else { return nil }
        self = list
    }
}

/// The certificates of those who may sign, by the identifier that their codes carry.
public struct SignerList: Sendable {
    /// How the names of certificate files end.
    public static let suffixes = [".der", ".pem", ".crt", ".cer"]

    private var certificates: [[UInt8]: [SignerCertificate]] = [:]
    private var fingerprints: Set<[UInt8]> = []

    /// A list of nobody.
    public init() {}

    /// How many certificates there are.
    public var count: Int { fingerprints.count }

    /// The certificates under a key identifier: two may share it.
    public func certificates(for keyID: [UInt8]) -> [SignerCertificate] {
        certificates[keyID] ?? []
    }

    /// Adds a certificate, once.
    public mutating func add(_ certificate: SignerCertificate) {
        add(certificate, under: certificate.keyIDs)
    }

    /// Adds a certificate, once, by the names that codes give it.
    mutating func add(_ certificate: SignerCertificate, under keyIDs: [[UInt8]]) {
        guard fingerprints.insert(certificate.fingerprint).inserted else { return }
        for keyID in keyIDs { certificates[keyID, default: []].append(certificate) }
    }

    /// Adds the certificates of a file, all of them or none.
    mutating func add(_ file: TrustFile) throws(TrustError) {
        do {
            for certificate in try SignerCertificate.read(file.bytes) { add(certificate) }
        } catch {
            throw TrustError(path: file.path, problem: error.problem, remedy: error.remedy)
        }
    }
}
