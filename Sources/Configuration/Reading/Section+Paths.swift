extension Section {
    /// A path, absolute or resolved against `folder`.
    func path(_ key: String, in folder: String, default standard: String? = nil, example: String) -> String {
        guard has(key) else {
            _ = value(key)
            if let standard { return Self.resolve(standard, in: folder) }
            missing(key, example: example)
            return ""
        }
        return optionalPath(key, in: folder) ?? ""
    }

    /// A path, if the key is there.
    func optionalPath(_ key: String, in folder: String) -> String? {
        optionalString(key).map { Self.resolve($0, in: folder) }
    }

    /// `path` as it is when absolute, else below `folder`; `.` and empty parts are taken out, `..` is left to the
    /// kernel, which alone knows what a symbolic link means.
    static func resolve(_ path: String, in folder: String) -> String {
        let joined = path.hasPrefix("/") ? path : folder + "/" + path
        let parts = joined.split(separator: "/").filter { $0 != "." }
        return (joined.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// A number of bytes: `"512 MiB"`, or a whole number of bytes.
    func size(_ key: String, in range: ClosedRange<Int>, default standard: Int, example: String) -> Int {
        guard let entry = value(key) else { return standard }
        let bytes: Int? =
            switch entry.content {
            case .integer(let number): number
            case .string(let text): ByteSize.parse(text)
            default: nil
            }
        guard let bytes, range.contains(bytes) else {
            error(
                key, "is not a size from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))",
                remedy: "write a number and B, KiB, MiB, GiB or TiB: \(key) = \"\(example)\"")
            return standard
        }
        return bytes
    }
}

/// Sizes as people write them.
enum ByteSize {
    private static let units: [(String, Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
    ]

    /// The bytes of `512 MiB`, `4096 B`; `nil` when it is no size or too large for the machine.
    static func parse(_ text: String) -> Int? {
        guard let unit = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        var digits = text.dropLast(unit.0.count)
        while digits.last == " " { digits.removeLast() }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits) else {
            return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit.1)
        return overflow ? nil : bytes
    }

    /// The shortest exact way to write `bytes`.
    static func text(_ bytes: Int) -> String {
        let unit = units.first { bytes >= $0.1 && bytes % $0.1 == 0 } ?? ("B", 1)
        return "\(bytes / unit.1) \(unit.0)"
    }
}
