/// What one report of a HID POS scanner says.
struct HIDPOSReport: Hashable {
    /// The AIM identifier; `nil` when the report has no valid one.
    var aim: String?
    /// The data that counts.
    var data: [UInt8]
    /// Whether the next report goes on with the same code.
    var isContinued: Bool

    /// Reads `packet` by `layout`, which belongs to it.
    init(_ packet: Span<UInt8>, _ layout: HIDPOSLayout) throws(WireFault) {
        var shift = 0
        aim = Self.identifier(packet, layout, shift: 0)
        // Some devices have one byte more between the length and the identifier.
        if aim == nil, layout.length != nil, let shifted = Self.identifier(packet, layout, shift: 1) {
            aim = shifted
            shift = 1
        }
        guard let continued = layout.continued else {
            isContinued = false
            data = try Self.data(packet, layout, shift: shift)
            return
        }
        let flag = continued.value(of: packet)
        if flag == nil, !layout.isGuess { throw .truncated }
        isContinued = (flag ?? 0) != 0
        data = try Self.data(packet, layout, shift: shift)
    }

    private static func identifier(_ packet: Span<UInt8>, _ layout: HIDPOSLayout, shift: Int) -> String? {
        var bytes: [UInt8] = []
        for bits in layout.aim {
            guard let byte = HIDBits(offset: bits.offset + shift * 8, count: 8).byte(0, of: packet) else { return nil }
            bytes.append(byte)
        }
        return AIMIdentifier.leading(bytes)
    }

    private static func data(
        _ packet: Span<UInt8>, _ layout: HIDPOSLayout, shift: Int
    ) throws(WireFault) -> [UInt8] {
        let bits = HIDBits(offset: layout.data.offset + shift * 8, count: layout.data.count - shift * 8)
        var count = bits.byteCount
        if let length = layout.length {
            guard let number = length.value(of: packet) else { throw .truncated }
            // A count that the report cannot hold: nothing in it is to be believed.
            guard Int(number) <= count else { throw .value }
            count = Int(number)
        } else if layout.isGuess {
            count = min(count, packet.count - bits.offset / 8)
        }
        var data: [UInt8] = []
        data.reserveCapacity(max(count, 0))
        for index in 0..<max(count, 0) {
            guard let byte = bits.byte(index, of: packet) else { throw .truncated }
            data.append(byte)
        }
        if layout.length == nil { data.removeLast(data.count - (data.lastIndex { $0 != 0 } ?? -1) - 1) }
        return data
    }
}
