/// Just enough of DER to write certificates for the tests.
enum DERWriter {
    static func node(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xff), at: 0)
            rest >>= 8
        }
        if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { node(0x30, Array(parts.joined())) }

    static func identifier(_ dotted: String) -> [UInt8] {
        let numbers = dotted.split(separator: ".").compactMap { UInt64($0) }
        var content: [UInt8] = []
        for number in [numbers[0] * 40 + numbers[1]] + numbers.dropFirst(2) {
            var bytes = [UInt8(number & 0x7f)]
            var rest = number >> 7
            while rest > 0 {
                bytes.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
                rest >>= 7
            }
            content += bytes
        }
        return node(6, content)
    }

    static func time(_ text: String) -> [UInt8] { node(text.utf8.count > 13 ? 0x18 : 0x17, Array(text.utf8)) }

    /// A certificate around a key; its signature is nonsense, which nobody here verifies.
    static func certificate(
        key: [UInt8], usages: [String]? = nil, from: String = "210101000000Z", until: String = "251231235959Z",
        country: String? = "XX", signature: String = "1.2.840.113549.1.1.10", serial: UInt8 = 1
    ) -> [UInt8] {
        let name = country.map { node(0x31, sequence(identifier("2.5.4.6"), node(0x13, Array($0.utf8)))) } ?? []
        let algorithm = sequence(identifier(signature))
        let extensions = usages.map { usages in
            let list = node(0x30, Array(usages.map(identifier).joined()))
            return node(0xa3, sequence(sequence(identifier("2.5.29.37"), node(4, list))))
        }
        let body = sequence(
            node(0xa0, node(2, [2])), node(2, [serial]), algorithm, sequence(name),
            sequence(time(from), time(until)), sequence(name), key, extensions ?? [])
        return sequence(body, algorithm, node(3, [0, 1, 2, 3]))
    }
}
