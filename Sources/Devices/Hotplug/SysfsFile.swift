import CLinux
import Glibc

/// Small files of sysfs.
enum SysfsFile {
    /// The bytes at `path`, at most `limit`; empty when it cannot be read.
    static func read(_ path: String, limit: Int) -> [UInt8] {
        let fd = gh_open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0)
        guard fd >= 0 else { return [] }
        defer { close(fd) }
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let got = gh_read(fd, buffer.baseAddress.map { $0 + count }, limit - count)
                guard got > 0 else { break }
                count += got
            }
        }
    }

    /// Text that a device gave, fit for a log and a terminal: at most 128 characters, control characters replaced.
    static func printable(_ text: String) -> String? {
        let scalars = text.unicodeScalars.prefix(128).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                Unicode.Scalar("?") as Unicode.Scalar
            default: scalar
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        let trimmed = String(result.drop { $0 == " " })
        return trimmed.isEmpty ? nil : trimmed
    }

    /// A hash of bytes, 16 hexadecimal digits (FNV-1a, 64 bits): it tells models apart, it protects from nobody.
    static func hash(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
