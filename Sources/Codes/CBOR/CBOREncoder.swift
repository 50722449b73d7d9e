/// Builds the deterministic encoding (RFC 8949 §4.2.1).
struct CBOREncoder {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: CBORValue) {
        switch value {
        case .unsigned(let number): head(0, number)
        case .negative(let number): head(1, number)
        case .bytes(let string):
            head(2, UInt64(string.count))
            bytes.append(contentsOf: string)
        case .text(let text):
            head(3, UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .array(let items):
            head(4, UInt64(items.count))
            for item in items { append(item) }
        case .map(let map): append(map)
        case .tagged(let tag, let item):
            head(6, tag)
            append(item)
        case .bool(let flag): bytes.append(flag ? 0xf5 : 0xf4)
        case .null: bytes.append(0xf6)
        case .undefined: bytes.append(0xf7)
        case .simple(let number): append(simple: number)
        case .float(let number): append(number)
        }
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        let type = major << 5
        switch argument {
        case 0..<24: bytes.append(type | UInt8(argument))
        case 0...0xff: append(type | 24, argument, width: 1)
        case 0...0xffff: append(type | 25, argument, width: 2)
        case 0...0xffff_ffff: append(type | 26, argument, width: 4)
        default: append(type | 27, argument, width: 8)
        }
    }

    private mutating func append(_ initial: UInt8, _ number: UInt64, width: Int) {
        bytes.append(initial)
        for shift in stride(from: (width - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    private mutating func append(_ map: CBORMap) {
        head(5, UInt64(map.count))
        let encoded = map.pairs.map { (key: CBOR.encode($0.key), value: $0.value) }
        for pair in encoded.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            bytes.append(contentsOf: pair.key)
            append(pair.value)
        }
    }

    private mutating func append(simple number: UInt8) {
        if number < 24 {
            bytes.append(0xe0 | number)
        } else {
            // 24 to 31 have no encoding at all; no reader gives them, and a writer's mistake must not look like a float.
            append(0xf8, UInt64(max(number, 32)), width: 1)
        }
    }

    private mutating func append(_ number: Double) {
        if number.isNaN {
            bytes.append(contentsOf: [0xf9, 0x7e, 0x00])
        } else if Double(Float16(number)) == number {
            append(0xf9, UInt64(Float16(number).bitPattern), width: 2)
        } else if Double(Float(number)) == number {
            append(0xfa, UInt64(Float(number).bitPattern), width: 4)
        } else {
            append(0xfb, number.bitPattern, width: 8)
        }
    }
}
