import Glibc

/// Why a secret cannot be used.
public enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    /// systemd gave this process no credentials.
    case noCredentials(name: String)
    /// The file cannot be read.
    case unreadable(path: String, code: Int32)
    /// Others than the owner may read or write the file, or it belongs to somebody else.
    case exposed(path: String, mode: UInt32)
    /// The file is not of the length that the secret has.
    case wrongLength(path: String, expected: Int)
    /// The file is not one line of text of at most so many bytes.
    case notText(path: String, limit: Int)

    /// What is wrong, and what to do next.
    public var description: String {
        switch self {
        case .noCredentials(let name):
            "the credential \"\(name)\" is not there: $CREDENTIALS_DIRECTORY is not set; start the program by its "
                + "systemd unit, or name a file with file = \"…\" in the configuration"
        case .unreadable(let path, let code):
            "the secret \(path) cannot be read: \(FileBytes.Failure(code: code)); check the path and its owner"
        case .exposed(let path, let mode):
            "the secret \(path) is open to others (mode 0\(String(mode & 0o7777, radix: 8))) or not this user's; "
                + "give it to this program's user and make it private: chmod 0600 \(path)"
        case .wrongLength(let path, let expected):
            "the secret \(path) is not \(expected) bytes long; restore it from the backup, or commission the site again"
        case .notText(let path, let limit):
            "the secret \(path) is not one line of text of 1 to \(limit) bytes; write it without anything else"
        }
    }
}

extension SecretSource {
    /// The bytes of the secret, exactly `count` of them.
    ///
    /// A file must belong to this user or to root, and nobody else may read or write it. In systemd's directory of
    /// credentials, systemd has seen to that (it may grant this user by an ACL, which shows as group bits); there only
    /// bits for everybody are refused.
    public func load(count: Int = 32) throws(SecretError) -> [UInt8] {
        let (path, bytes) = try read(limit: count)
        guard bytes.count == count else { throw .wrongLength(path: path, expected: count) }
        return bytes
    }

    /// The secret as text, one line; the end of the line, which editors add, is no part of it. Who may read the file is
    /// looked at as by `load`.
    public func loadText(limit: Int = 4096) throws(SecretError) -> String {
        var (path, bytes) = try read(limit: limit)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .notText(path: path, limit: limit) }
        return text
    }

    private func read(limit: Int) throws(SecretError) -> (path: String, bytes: [UInt8]) {
        let forbidden: UInt32 = if case .file = self { 0o077 } else { 0o007 }
        let path = try path()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable(path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, code: errno) }
        guard status.st_mode & forbidden == 0, status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .exposed(path: path, mode: status.st_mode)
        }
        switch FileBytes.read(descriptor, limit: limit) {
        case .success(let bytes): return (path, bytes)
        case .failure(let failure) where failure.code == EFBIG: throw .wrongLength(path: path, expected: limit)
        case .failure(let failure): throw .unreadable(path: path, code: failure.code)
        }
    }
}
