/// A place on the trip card: a city or a country, with the star that says that some part of it is a risk area. The star
/// does not say that the person was in that part.
public struct TripPlace: Hashable, Sendable {
    /// The name as the card has it, such as `江苏省南京市`, without the star.
    public let name: String
    /// Whether the card marks it.
    public let isStarred: Bool

    /// The longest name, in UTF-8 bytes; the longest of China's divisions take some sixty.
    public static let longestName = 128

    /// A place of these parts; `nil` for an empty or overlong name.
    public init?(name: String, isStarred: Bool = false) {
        let form = NameForm.normalised(name)
        let bare = form.filter { $0 != Masking.star }
        guard !bare.isEmpty, bare.utf8.count <= Self.longestName else { return nil }
        self.name = bare
        self.isStarred = isStarred || form.contains(Masking.star)
    }

    /// The places in a line as the card shows it: `上海市，江苏省南京市*`. `nil` when there are too many.
    public static func list(_ line: String) -> [TripPlace]? {
        let separators: Set<Character> = [",", "，", "、", ";", "；", "\n"]
        let parts = line.split(whereSeparator: separators.contains)
        guard parts.count <= TripObservation.mostPlaces else { return nil }
        return parts.compactMap { TripPlace(name: String($0)) }
    }
}
