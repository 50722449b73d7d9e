/// The text of one configuration file, apart from how it was read.
public struct ConfigurationSource: Hashable, Sendable {
    /// The file's name in findings.
    public var file: String
    /// The TOML text.
    public var text: String

    /// A file of `text`.
    public init(file: String, text: String) {
        self.file = file
        self.text = text
    }
}

/// What parsing needs to know of the machine, so that it stays a pure function.
public struct ConfigurationContext: Sendable {
    /// The folder against which relative paths are resolved: that of the main file, for drop-ins too.
    public var folder: String
    /// Whether the machine knows a time zone by this name.
    public var knowsTimeZone: @Sendable (String) -> Bool

    /// A context; without `knowsTimeZone` every well-formed name is taken.
    public init(folder: String, knowsTimeZone: @escaping @Sendable (String) -> Bool = { _ in true }) {
        self.folder = folder
        self.knowsTimeZone = knowsTimeZone
    }
}
