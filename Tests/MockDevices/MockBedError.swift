/// A bed of mocked devices could not be made or changed.
public struct MockBedError: Error, CustomStringConvertible {
    /// What failed.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
