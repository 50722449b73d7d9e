/// The port that a USB node is plugged into, from its place in sysfs, as udev's `path_id` builtin makes `ID_PATH`.
///
/// Needed because `ID_PATH` is not there for hidraw nodes (systemd before 256) and where no udevd runs.
enum PortPath {
    /// `pci-0000:00:14.0-usb-0:1.2:1.0` for a node below that interface; `nil` when it is not on USB or its controller
    /// has no name that stays.
    static func of(syspath: String) -> String? {
        let parts = syspath.split(separator: "/")
        guard let root = parts.firstIndex(where: isRootHub), root > parts.startIndex else { return nil }
        guard let place = parts[root...].last(where: isPlace), let dash = place.firstIndex(of: "-") else { return nil }
        let port = place[place.index(after: dash)...]
        // The USB controller of a board may have its own parents between it and the platform.
        let above = parts[..<root]
        if let pci = above.last, isPCI(pci) { return "pci-\(pci)-usb-0:\(port)" }
        if above.contains("platform"), let controller = above.last, controller != "platform" {
            return "platform-\(controller)-usb-0:\(port)"
        }
        return nil
    }

    /// `usb1`.
    private static func isRootHub(_ part: Substring) -> Bool {
        part.hasPrefix("usb") && part.count > 3 && part.dropFirst(3).allSatisfy(isDigit)
    }

    /// `1-1.2` or `1-1.2:1.0`.
    private static func isPlace(_ part: Substring) -> Bool {
        let halves = part.split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, halves[0].allSatisfy(isDigit) else { return false }
        let numbers = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        return numbers.count <= 2
            && numbers.allSatisfy { number in
                !number.isEmpty && number.first != "." && number.allSatisfy { isDigit($0) || $0 == "." }
            }
    }

    /// `0000:00:14.0`.
    private static func isPCI(_ part: Substring) -> Bool {
        let fields = part.split(separator: ":", omittingEmptySubsequences: false)
        return fields.count == 3 && fields[2].contains(".")
            && part.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
