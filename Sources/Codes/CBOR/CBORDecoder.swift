/// Walks bytes and builds one value. Recursion is bounded by the rules' depth.
struct CBORDecoder {
    let bytes: [UInt8]
    let rules: CBOR.Rules
    private(set) var offset = 0
    private var items = 0

    init(bytes: [UInt8], rules: CBOR.Rules) {
        self.bytes = bytes
        self.rules = rules
    }

    private var remaining: Int { bytes.count - offset }

    /// The next item; `depth` containers are open around it.
    mutating func value(depth: Int) throws(CBORError) -> CBORValue {
        let start = offset
        items += 1
        guard items <= rules.items else { throw CBORError(.items, at: start) }
        guard remaining > 0 else { throw CBORError(.truncated, at: start) }
        let initial = bytes[offset]
        offset += 1
        let info = initial & 0x1f
        if initial >> 5 == 7 { return try simpleOrFloat(info, start: start) }
        let argument = try argument(info, start: start)
        switch initial >> 5 {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(Array(try string(argument, start: start)))
        case 3: return try text(argument, start: start)
        default: break
        }
        guard depth < rules.depth else { throw CBORError(.depth, at: start) }
        switch initial >> 5 {
        case 4: return try array(argument, depth: depth + 1, start: start)
        case 5: return try map(argument, depth: depth + 1, start: start)
        default: return .tagged(argument, try value(depth: depth + 1))
        }
    }

    /// The number that belongs to an initial byte with additional information `info`.
    private mutating func argument(_ info: UInt8, start: Int) throws(CBORError) -> UInt64 {
        switch info {
        case 0..<24: return UInt64(info)
        case 24..<28:
            let width = 1 << Int(info - 24)
            let number = try bigEndian(width, start: start)
            // What the next narrower form could have held; the narrowest wide form holds what is not in the byte itself.
            let narrower: UInt64 = width == 1 ? 23 : (1 << UInt64(width * 4)) - 1
            if rules.deterministic && number <= narrower { throw CBORError(.notShortest, at: start) }
            return number
        case 31: throw CBORError(.indefiniteLength, at: start)
        default: throw CBORError(.reserved, at: start)
        }
    }

    private mutating func bigEndian(_ width: Int, start: Int) throws(CBORError) -> UInt64 {
        guard remaining >= width else { throw CBORError(.truncated, at: start) }
        var number: UInt64 = 0
        for index in offset..<(offset + width) { number = number << 8 | UInt64(bytes[index]) }
        offset += width
        return number
    }

    private mutating func string(_ length: UInt64, start: Int) throws(CBORError) -> ArraySlice<UInt8> {
        guard length <= UInt64(remaining) else { throw CBORError(.truncated, at: start) }
        let slice = bytes[offset..<(offset + Int(length))]
        offset += Int(length)
        return slice
    }

    private mutating func text(_ length: UInt64, start: Int) throws(CBORError) -> CBORValue {
        let slice = try string(length, start: start)
        guard let text = String(validating: slice, as: UTF8.self) else { throw CBORError(.text, at: start) }
        return .text(text)
    }

    private mutating func array(_ count: UInt64, depth: Int, start: Int) throws(CBORError) -> CBORValue {
        // An item has at least one byte, so that a count can be held against what is left before it is believed.
        guard count <= UInt64(remaining) else { throw CBORError(.truncated, at: start) }
        guard count <= UInt64(rules.items) else { throw CBORError(.items, at: start) }
        var values: [CBORValue] = []
        values.reserveCapacity(Int(count))
        for _ in 0..<count { values.append(try value(depth: depth)) }
        return .array(values)
    }

    private mutating func map(_ count: UInt64, depth: Int, start: Int) throws(CBORError) -> CBORValue {
        guard count <= UInt64(remaining / 2) else { throw CBORError(.truncated, at: start) }
        guard count <= UInt64(rules.items) else { throw CBORError(.items, at: start) }
        var pairs: [CBORMap.Pair] = []
        pairs.reserveCapacity(Int(count))
        var seen: Set<[UInt8]> = []
        seen.reserveCapacity(Int(count))
        var previous: [UInt8] = []
        for _ in 0..<count {
            let keyStart = offset
            let key = try value(depth: depth)
            let identity = CBOR.encode(key)
            guard seen.insert(identity).inserted else { throw CBORError(.duplicateKey, at: keyStart) }
            if rules.deterministic && !previous.lexicographicallyPrecedes(identity) {
                throw CBORError(.keyOrder, at: keyStart)
            }
            previous = identity
            pairs.append(CBORMap.Pair(key: key, value: try value(depth: depth)))
        }
        return .map(CBORMap(unique: pairs))
    }

    private mutating func simpleOrFloat(_ info: UInt8, start: Int) throws(CBORError) -> CBORValue {
        switch info {
        case 0..<20: return .simple(info)
        case 20, 21: return .bool(info == 21)
        case 22: return .null
        case 23: return .undefined
        case 24:
            let number = UInt8(truncatingIfNeeded: try bigEndian(1, start: start))
            // RFC 8949 §3.3: below 32 the two-byte form is not well-formed.
            guard number >= 32 else { throw CBORError(.reserved, at: start) }
            return .simple(number)
        case 25...27: return try float(info, start: start)
        case 31: throw CBORError(.indefiniteLength, at: start)
        default: throw CBORError(.reserved, at: start)
        }
    }

    private mutating func float(_ info: UInt8, start: Int) throws(CBORError) -> CBORValue {
        let bits = try bigEndian(1 << Int(info - 24), start: start)
        let number =
            switch info {
            case 25: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
            case 26: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            default: Double(bitPattern: bits)
            }
        let value = CBORValue.float(number)
        if rules.deterministic && !CBOR.encode(value).elementsEqual(bytes[start..<offset]) {
            throw CBORError(.notShortest, at: start)
        }
        return value
    }
}
