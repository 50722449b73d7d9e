/// Bytes or text that are not what they should be: a leaf, a frame, a note, a request. Nothing of them was used.
public struct MalformedError: Error, Hashable, CustomStringConvertible {
    /// What was read, such as `leaf` or `append request`.
    public var subject: String
    /// What is wrong with it, with the numbers that show it.
    public var problem: String

    /// An error about `subject`.
    public init(_ subject: String, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// `subject: problem`.
    public var description: String {
        "\(subject): \(problem)"
    }
}
