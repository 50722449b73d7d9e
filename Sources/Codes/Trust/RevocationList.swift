/// A list of revoked passes, as a file of the trust directory holds it, and its signature.
public enum RevocationList {
    /// What stands before the file's bytes in the text that is signed, so that no signature of a list can be taken for one
    /// of something else.
    static let context = Array("gatehouse revocation list 1\n".utf8)
    /// The line that says until when the list may be believed.
    static let freshLine = Array("# fresh-until: ".utf8)

    /// What a file says.
    struct Content {
        var digests: [RevocationDigest] = []
        var freshUntil: UnixTime?
    }

    /// Reads a list of at most `limit` digests.
    static func read(_ file: TrustFile, limit: Int) throws(TrustError) -> Content {
        var content = Content()
        var number = 0
        for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if text.isEmpty { continue }
            if text.first == UInt8(ascii: "#") {
                guard text.starts(with: freshLine) else { continue }
                let time = String(decoding: text.dropFirst(freshLine.count), as: UTF8.self)
                guard let time = UnixTime(rfc3339: time) else {
                    throw TrustError(
                        path: file.path, problem: "line \(number) has no RFC 3339 time",
                        remedy: "write # fresh-until: 2022-01-01T00:00:00Z")
                }
                content.freshUntil = min(time, content.freshUntil ?? time)
                continue
            }
            guard let digest = RevocationDigest(line: text) else {
                throw TrustError(
                    path: file.path, problem: "line \(number) is no SHA-256 digest",
                    remedy: "write 64 hexadecimal digits on each line, or the first 32 of them")
            }
            content.digests.append(digest)
            guard content.digests.count <= limit else {
                throw TrustError(
                    path: file.path, problem: "brings the list above \(TrustSnapshot.mostRevoked) digests",
                    remedy: "remove the digests of codes that have expired")
            }
        }
        return content
    }

    /// The signature file's content for a list.
    public static func sign(_ list: [UInt8], with key: SigningKey) throws(SigningError) -> String {
        let signature = try key.signature(of: context + list)
        let kid = Hexadecimal.encode(key.verifyingKey.keyID)
        return #"{"kid":"\#(kid)","signature":"\#(Base64URL.encode(signature))"}"#
    }

    /// Refuses `list` unless `signature` is one of it by a key of `keys`.
    static func check(
        _ list: TrustFile, signature file: TrustFile, keys: [[UInt8]: [VerifyingKey]]
    ) throws(TrustError) {
        func refused(_ problem: String) -> TrustError {
            TrustError(path: file.path, problem: problem, remedy: "fetch the list and its signature again, together")
        }
        guard file.bytes.count <= 4096, let value = try? JSONReader.read(file.bytes).value,
            let kid = value["kid"]?.string.flatMap({ Hexadecimal.decode($0.utf8) }),
            let signature = value["signature"]?.string.flatMap({ Base64URL.decode(Array($0.utf8)) })
        else { throw refused("is no {\"kid\", \"signature\"}") }
        guard let candidates = keys[kid] else {
            throw TrustError(
                path: file.path, problem: "is of a key that is not in gh1/",
                remedy: "put the committee's public key there")
        }
        guard candidates.contains(where: { $0.isValid(signature: signature, of: context + list.bytes) }) else {
            throw refused("does not fit the list")
        }
    }
}
