/// The version of the programs.
enum Version {
    /// Until the first release.
    static let text = "0.1.0"
}
