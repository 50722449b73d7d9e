/// Why a pass was not issued.
public enum GH1IssueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The pass is not one.
    case pass(GH1Problem)
    /// The issuer's name is empty or too long.
    case issuer
    /// The key belongs to another issuer than the name says.
    case foreignKey(String)
    /// The key could not sign.
    case signing(SigningError)
    /// A time lies before 1970 or after the year 9999.
    case date
    /// zlib failed.
    case compression(InflateError)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .pass(let problem): problem.description
        case .issuer: "the issuer's name has to have 1 to \(GH1Pass.longestText) bytes"
        case .foreignKey(let issuer): "the key belongs to the issuer \(issuer); issue in that name or with another key"
        case .signing(let error): error.description
        case .date: "times have to lie between 1970 and 9999"
        case .compression: "the pass could not be compressed; there is no memory"
        }
    }
}

/// Issues the community's own passes with the committee's key.
public struct GH1Issuer: Sendable {
    /// The name that passes carry as their issuer.
    public let name: String
    private let key: SigningKey

    /// An issuer. A key that says for whom it signs gives no passes in another's name.
    public init(name: String, key: SigningKey) throws(GH1IssueError) {
        guard (1...GH1Pass.longestText).contains(name.utf8.count) else { throw .issuer }
        if let owner = key.verifyingKey.issuer, owner != name { throw .foreignKey(owner) }
        self.name = name
        self.key = key
    }

    /// The pass as text, for a QR code in alphanumeric mode. Times are written in whole seconds, rounded down.
    public func issue(_ pass: GH1Pass) throws(GH1IssueError) -> String {
        if let problem = pass.problem { throw .pass(problem) }
        let dates = [pass.issuedAt, pass.notBefore, pass.expires, pass.window?.from, pass.window?.until]
        guard dates.allSatisfy({ $0.map { (0...CWTClaims.latestDate).contains($0.seconds) } ?? true }) else {
            throw .date
        }
        let payload = CBOR.encode(GH1Claims.claims(of: pass, issuer: name))
        let message: COSESign1
        do { message = try COSESign1.sign(payload: payload, with: key) } catch { throw .signing(error) }
        do {
            return GH1Scheme.prefix + Base45.encode(try Deflate.run(message.encoded(), container: .zlib))
        } catch {
            throw .compression(error)
        }
    }
}
