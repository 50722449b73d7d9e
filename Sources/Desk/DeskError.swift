/// What can stop the desk or one of its commands; each says what to do next.
public enum DeskError: Error, Equatable, CustomStringConvertible {
    /// A certificate, key, seed or enrolment cannot be used.
    case badFile(path: String, why: String)
    /// The address is taken, not ours, or not allowed.
    case cannotListen(address: String, why: String)
    /// The database cannot be opened, read or written.
    case store(path: String, why: String)
    /// The system refused something that the desk needs.
    case system(what: String, errno: Int32)

    /// What is wrong, and what to do next.
    public var description: String {
        switch self {
        case .badFile(let path, let why):
            "\(path) cannot be used: \(why); check the path in the configuration and that the desk's user may read it"
        case .cannotListen(let address, let why):
            "cannot listen on \(address): \(why); is another desk running, or the address not of this machine?"
        case .store(let path, let why):
            "the store \(path) cannot be used: \(why); check the disk's free space and the directory's owner"
        case .system(let what, let errno):
            "\(what) failed with errno \(errno)"
        }
    }
}
