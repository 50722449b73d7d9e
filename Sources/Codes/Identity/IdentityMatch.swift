/// How two statements about the same thing of a person agree.
public enum Agreement: UInt8, Hashable, Sendable, Comparable {
    /// They contradict each other.
    case different
    /// One of them says nothing that can be compared.
    case unknown
    /// They agree as far as the masked one shows.
    case consistent
    /// They are the same, with nothing hidden.
    case same

    /// Whether `lhs` is the weaker agreement.
    public static func < (lhs: Agreement, rhs: Agreement) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a code, a form or a document says of a person; any part may be missing or masked.
public struct IdentityClaim: Hashable, Sendable {
    /// The name, whole or masked (`张*`).
    public var name: String?
    /// The phone number, whole, masked (`138****1234`) or its tail (`1234`).
    public var phone: String?
    /// The document's number, whole, masked or its tail.
    public var document: String?

    /// A claim of what is known.
    public init(name: String? = nil, phone: String? = nil, document: String? = nil) {
        self.name = name
        self.phone = phone
        self.document = document
    }
}

/// The comparison of a code with the person who shows it: for the guard to confirm, never a verdict of its own.
public struct IdentityMatch: Hashable, Sendable {
    /// How the names agree.
    public let name: Agreement
    /// How the phone numbers agree.
    public let phone: Agreement
    /// How the documents agree.
    public let document: Agreement

    /// The longest text that is compared, in characters.
    private static let longest = 64
    /// The fewest shown digits that say anything: of two numbers, one in a hundred agrees in two by chance.
    private static let leastDigits = 2

    /// Compares two claims, in either order.
    public init(_ one: IdentityClaim, _ other: IdentityClaim) {
        name = Self.compare(names: one.name, other.name)
        phone = Self.compare(numbers: one.phone, other.phone)
        document = Self.compare(numbers: one.document, other.document)
    }

    /// All parts together: one that differs decides; otherwise the best of what could be compared.
    public var overall: Agreement {
        let parts = [name, phone, document]
        return parts.contains(.different) ? .different : parts.max() ?? .unknown
    }

    private static func compare(names one: String?, _ other: String?) -> Agreement {
        guard let one = characters(one), let other = characters(other) else { return .unknown }
        let star = Masking.star
        if !one.contains(star), !other.contains(star) { return one == other ? .same : .different }
        // A name that is all hidden says nothing.
        guard one.contains(where: { $0 != star }), other.contains(where: { $0 != star }) else { return .unknown }
        return couldBeSame(one, other) ? .consistent : .different
    }

    /// Whether the shown beginnings and ends of two names agree. A run of stars hides one character or more: masks in the
    /// field write `张*` for names of two and of three characters alike.
    private static func couldBeSame(_ one: [Character], _ other: [Character]) -> Bool {
        let star = Masking.star
        func agree(_ left: some Sequence<Character>, _ right: some Sequence<Character>) -> Bool {
            for (first, second) in zip(left, right) {
                if first == star || second == star { return true }
                if first != second { return false }
            }
            return true
        }
        guard agree(one, other), agree(one.reversed(), other.reversed()) else { return false }
        // A whole name has to have room for what the other shows beside at least one hidden character.
        return fits(one, in: other) && fits(other, in: one)
    }

    private static func fits(_ masked: [Character], in whole: [Character]) -> Bool {
        guard masked.contains(Masking.star), !whole.contains(Masking.star) else { return true }
        return whole.count > masked.count { $0 != Masking.star }
    }

    private static func compare(numbers one: String?, _ other: String?) -> Agreement {
        guard let one = characters(one), let other = characters(other) else { return .unknown }
        let star = Masking.star
        if !one.contains(star), !other.contains(star), one.count == other.count {
            return one == other ? .same : .different
        }
        // Two masks of the same length hide the same places; otherwise only the ends can be laid side by side.
        let tails = zip(one.reversed(), other.reversed()).prefix { $0 != star && $1 != star }
        guard tails.count >= leastDigits else { return .unknown }
        guard tails.allSatisfy({ $0 == $1 }) else { return .different }
        guard one.count == other.count else { return .consistent }
        let shown = zip(one, other).filter { $0 != star && $1 != star }
        return shown.allSatisfy { $0 == $1 } ? .consistent : .different
    }

    private static func characters(_ text: String?) -> [Character]? {
        guard let text else { return nil }
        let characters = Array(NameForm.normalised(text))
        return characters.isEmpty || characters.count > longest ? nil : characters
    }
}
