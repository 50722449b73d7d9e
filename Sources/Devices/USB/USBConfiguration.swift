/// The HID interfaces of a USB device in one of its configurations, read from its descriptors (USB 2.0, 9.6; HID 1.11, 6.2).
///
/// Descriptors come from outside: a length is never believed beyond the bytes that are there.
struct USBConfiguration: Hashable, Sendable {
    /// The most that is read of a node: a device descriptor, and configurations of at most 64 KiB.
    static let limit = 128 << 10
    /// The most of a report descriptor (`HID_MAX_DESCRIPTOR_SIZE` of Linux).
    static let longestReportDescriptor = 4096

    /// Its HID interfaces, in the order of the descriptors, in their usual setting.
    private(set) var interfaces: [USBInterface] = []

    /// Reads what a node of usbfs gives: the device's descriptor, then those of its configurations. `value` is the
    /// configuration's number; the first is taken when it is `nil` or not there. A broken descriptor ends what is known.
    init(_ bytes: [UInt8], value: UInt8? = nil) {
        let configurations = Self.configurations(bytes)
        let chosen = configurations.first { $0.count > 5 && $0[$0.startIndex + 5] == value } ?? configurations.first
        guard let chosen else { return }
        var isHID = false
        for item in Self.items(chosen) {
            let start = item.startIndex
            switch item[start + 1] {
            case 0x04 where item.count >= 9:
                // Another setting of the same interface is not the one that it starts in.
                isHID = item[start + 5] == 0x03 && item[start + 3] == 0
                if isHID {
                    let types = item[start + 6] == 1 && (item[start + 7] == 1 || item[start + 7] == 2)
                    interfaces.append(USBInterface(number: item[start + 2], isKeyboardOrMouse: types))
                }
            case 0x21 where isHID: takeHID(item)
            case 0x05 where isHID && item.count >= 7: takeEndpoint(item)
            default: break
            }
        }
    }

    /// The interface that is wanted; `nil` when there is none that can be read.
    func interface(_ choice: USBInterfaceChoice) -> USBInterface? {
        let readable = interfaces.filter { $0.input != nil }
        switch choice {
        case .first: return readable.first { !$0.isKeyboardOrMouse }
        case .last: return readable.last { !$0.isKeyboardOrMouse }
        case .number(let number): return readable.first { $0.number == number }
        }
    }

    /// The report descriptor is one of several that follow; its type is 0x22.
    private mutating func takeHID(_ item: ArraySlice<UInt8>) {
        var place = item.startIndex + 6
        while place + 3 <= item.endIndex {
            let length = Int(item[place + 1]) | Int(item[place + 2]) << 8
            if item[place] == 0x22, length <= Self.longestReportDescriptor {
                interfaces[interfaces.count - 1].descriptorLength = length
                return
            }
            place += 3
        }
    }

    private mutating func takeEndpoint(_ item: ArraySlice<UInt8>) {
        let start = item.startIndex
        let packet = (Int(item[start + 4]) | Int(item[start + 5]) << 8) & 0x7FF
        // 3: interrupt.
        guard item[start + 3] & 3 == 3, (1...1024).contains(packet) else { return }
        let endpoint = USBInterface.Endpoint(address: item[start + 2], packet: packet)
        let place = interfaces.count - 1
        if endpoint.address & 0x80 != 0 {
            if interfaces[place].input == nil { interfaces[place].input = endpoint }
        } else if interfaces[place].output == nil {
            interfaces[place].output = endpoint
        }
    }

    /// The configurations, each with all that belongs to it, as their total lengths tell.
    private static func configurations(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        guard let first = bytes.first, first >= 18 else { return found }
        var rest = bytes.dropFirst(Int(first))
        while rest.count >= 9, rest[rest.startIndex] >= 9, rest[rest.startIndex + 1] == 0x02 {
            let total = Int(rest[rest.startIndex + 2]) | Int(rest[rest.startIndex + 3]) << 8
            guard total >= 9 else { break }
            found.append(rest.prefix(total))
            rest = rest.dropFirst(total)
        }
        return found
    }

    /// The descriptors one after the other, until one has no length.
    private static func items(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        var rest = bytes
        while let length = rest.first.map(Int.init), length >= 2, length <= rest.count {
            found.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return found
    }
}
