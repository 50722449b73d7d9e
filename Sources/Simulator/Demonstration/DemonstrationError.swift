/// Why a demonstration could not be brought to its end.
enum DemonstrationError: Error, Hashable, CustomStringConvertible {
    /// A program that is needed does not stand beside this one, or cannot be started.
    case program(name: String, path: String, why: String)
    /// A program ended by itself.
    case ended(name: String, how: String, log: String)
    /// Something did not happen in its time.
    case timeout(what: String, limit: Duration)
    /// A file cannot be read or written.
    case file(path: String, why: String)
    /// The fake world could not be set up.
    case world(String)
    /// Somebody pressed Ctrl-C.
    case interrupted

    /// What failed, and where to look.
    var description: String {
        switch self {
        case .program(let name, let path, let why):
            "\(name) cannot be started (\(path)): \(why); build all programs first: swift build"
        case .ended(let name, let how, let log): "\(name) \(how); its last words are in \(log)"
        case .timeout(let what, let limit): "\(what): not within \(limit.components.seconds) s"
        case .file(let path, let why): "\(path): \(why)"
        case .world(let why): why
        case .interrupted: "interrupted"
        }
    }
}
