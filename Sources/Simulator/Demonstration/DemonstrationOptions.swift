/// What a demonstration is to show.
public struct DemonstrationOptions: Hashable, Sendable {
    /// As few as show every kind of trouble, and as many as anybody watches.
    public static let peopleRange = 12...500

    /// How many people come.
    public var people: Int
    /// The site's directory, new or empty; `nil` makes a temporary one.
    public var directory: String?
    /// Whether a temporary directory stays when all went well. One that was named always stays.
    public var keepsDirectory: Bool
    /// What decides who comes, and the noise of sensors.
    public var seed: UInt64

    /// 36 people, in a temporary directory that is removed.
    public init(people: Int = 36, directory: String? = nil, keepsDirectory: Bool = false, seed: UInt64 = 1) {
        self.people = people
        self.directory = directory
        self.keepsDirectory = keepsDirectory
        self.seed = seed
    }
}
