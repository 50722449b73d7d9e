/// A system call of the journal that failed.
public struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The call, such as `fdatasync`.
    public var call: String
    /// `errno`.
    public var code: Int32

    /// A failure of `call` with `errno` of `code`.
    public init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The call and what the system says of the error.
    public var description: String {
        "\(call): \(systemMessage(code)) (errno \(code))"
    }
}

/// How a file is opened.
public struct FileMode: OptionSet, Hashable, Sendable {
    /// The bits, as the C shim has them.
    public let rawValue: Int32

    /// A mode of these bits.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// For writing, too.
    public static let write = FileMode(rawValue: 1)
    /// Made if it is not there.
    public static let create = FileMode(rawValue: 2)
    /// Emptied.
    public static let truncate = FileMode(rawValue: 4)
    /// Past the page cache, in whole blocks.
    public static let direct = FileMode(rawValue: 8)
    /// Readable by its owner only, when it is made.
    public static let ownerOnly = FileMode(rawValue: 32)
}

/// Everything that the journal asks of a file system, so that a simulated disk and forced errors can take its place.
///
/// A call returns only when it is done; descriptors are small numbers as the system's.
public protocol FileSystem: Sendable {
    /// Opens a file.
    func open(_ path: String, _ mode: FileMode) throws(SystemError) -> Int32
    /// Closes a descriptor; what it says is of no use to anybody.
    func close(_ fd: Int32)
    /// Writes at an offset, in one call; may write less than all.
    func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int
    /// Reads at an offset, in one call; less than asked for at the end of the file, 0 beyond it.
    func read(_ fd: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int
    /// Makes the data of the file durable, without its times.
    func dataSync(_ fd: Int32) throws(SystemError)
    /// Makes the file durable.
    func sync(_ fd: Int32) throws(SystemError)
    /// The length of the file, in bytes.
    func size(_ fd: Int32) throws(SystemError) -> Int64
    /// Renames a file, over another if there is one.
    func rename(_ from: String, to: String) throws(SystemError)
    /// Removes a file.
    func remove(_ path: String) throws(SystemError)
    /// Makes a directory.
    func makeDirectory(_ path: String) throws(SystemError)
    /// Makes the names in a directory durable.
    func syncDirectory(_ path: String) throws(SystemError)
    /// The names in a directory, without `.` and `..`, in no order.
    func list(_ path: String) throws(SystemError) -> [String]
    /// Takes the exclusive lock of a file without waiting, until it is closed.
    ///
    /// - Returns: whether it was free.
    func lock(_ fd: Int32) throws(SystemError) -> Bool
}
