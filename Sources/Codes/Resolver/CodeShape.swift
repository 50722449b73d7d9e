/// What opaque codes of one provider look like. Only such a code leaves the gate; nothing in it is ever fetched or followed.
public struct CodeShape: Hashable, Sendable {
    /// The characters of the part behind the prefix.
    public enum Alphabet: String, Hashable, Sendable, CaseIterable {
        /// 0 to 9.
        case digits
        /// 0 to 9, a to f, A to F.
        case hex
        /// 0 to 9, letters, `-` and `_`.
        case token
        /// What RFC 3986 allows in a URI, `%` included.
        case url
    }

    /// What the code begins with, such as `https://s.sh.gov.cn/`; may be empty for bare tokens.
    public let prefix: String
    /// The characters behind it.
    public let alphabet: Alphabet
    /// How many of them there are.
    public let lengths: ClosedRange<Int>

    /// A shape; `nil` when it would take almost anything: a URL without a whole host in its prefix (a host that is cut short
    /// is the beginning of a stranger's), a bare token of fewer than 16 characters, or no length at all.
    public init?(prefix: String, alphabet: Alphabet, lengths: ClosedRange<Int>) {
        guard lengths.lowerBound >= 1, lengths.upperBound <= CodeReader.longestCode,
            prefix.utf8.allSatisfy({ $0 > 0x20 })
        else { return nil }
        if prefix.isEmpty {
            guard alphabet != .url, lengths.lowerBound >= Self.leastBare else { return nil }
        } else if let scheme = ["https://", "http://"].first(where: prefix.hasPrefix) {
            let rest = prefix.dropFirst(scheme.count)
            guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex, !rest[..<slash].contains("@") else {
                return nil
            }
        }
        self.prefix = prefix
        self.alphabet = alphabet
        self.lengths = lengths
    }

    /// A bare token has to be long enough not to be an article number or somebody's document.
    static let leastBare = 16

    /// How many bytes of `code` the prefix takes, when the code has the shape; `nil` when it does not.
    public func recognises(_ code: ArraySlice<UInt8>) -> Int? {
        guard code.starts(with: prefix.utf8) else { return nil }
        let rest = code.dropFirst(prefix.utf8.count)
        return lengths.contains(rest.count) && rest.allSatisfy(alphabet.contains) ? prefix.utf8.count : nil
    }
}

extension CodeShape.Alphabet {
    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39: true
        case 0x41...0x46, 0x61...0x66: self != .digits
        case 0x47...0x5A, 0x67...0x7A: self == .token || self == .url
        case UInt8(ascii: "-"), UInt8(ascii: "_"): self == .token || self == .url
        default: self == .url && Self.marks.contains(byte)
        }
    }

    /// RFC 3986 §2: the unreserved and reserved marks, and the percent sign.
    private static let marks = Set(".~:/?#[]@!$&'()*+,;=%".utf8)
}
