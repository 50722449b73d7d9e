/// The colours of the trip card. They come from its issuer; the gate computes none.
public enum TripColour: String, Hashable, Sendable, CaseIterable {
    case green
    case yellow
    case orange
    case red

    /// The colour of a word or a character: `green`, `绿`, `绿色`; `nil` for an unknown one.
    public init?(word: String) {
        let word = NameForm.normalised(word)
        let names: [(TripColour, [String])] = [
            (.green, ["GREEN", "绿", "绿色"]), (.yellow, ["YELLOW", "黄", "黄色"]), (.orange, ["ORANGE", "橙", "橙色"]),
            (.red, ["RED", "红", "红色"]),
        ]
        guard let found = names.first(where: { $0.1.contains(word) }) else { return nil }
        self = found.0
    }
}
