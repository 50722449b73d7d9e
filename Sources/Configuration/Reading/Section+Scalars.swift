extension Section {
    /// A text; without a default the key must be there.
    func string(_ key: String, default standard: String? = nil, example: String = "\"…\"") -> String {
        guard let text = optionalString(key) else {
            if standard == nil, !has(key) { missing(key, example: example) }
            return standard ?? ""
        }
        return text
    }

    /// A text of 1 to 4096 bytes without control characters (but for ends of lines, where they are allowed), if the key is
    /// there.
    func optionalString(_ key: String, allowsLines: Bool = false) -> String? {
        guard let entry = value(key) else { return nil }
        guard case .string(let text) = entry.content else {
            error(key, "is \(entry.kind), not a string", remedy: "write it in quotes: \(key) = \"…\"")
            return nil
        }
        let plain = !text.unicodeScalars.contains {
            $0.value < 0x20 && !(allowsLines && $0 == "\n") || $0.value == 0x7F
        }
        guard !text.isEmpty, text.utf8.count <= 4096, plain else {
            error(key, "is empty, too long or has control characters", remedy: "write 1 to 4096 plain characters")
            return nil
        }
        return text
    }

    /// A whole number within `range`.
    func integer(_ key: String, in range: ClosedRange<Int>, default standard: Int, unit: String = "") -> Int {
        let unit = unit.isEmpty ? "" : " \(unit)"
        guard let entry = value(key) else { return standard }
        guard case .integer(let number) = entry.content, range.contains(number) else {
            error(
                key, "is not a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)",
                remedy: "write one, as in: \(key) = \(standard)")
            return standard
        }
        return number
    }

    /// A number within `range`; a whole number counts.
    func number(_ key: String, in range: ClosedRange<Double>, default standard: Double, unit: String) -> Double {
        guard let entry = value(key) else { return standard }
        guard let number = Self.number(entry), range.contains(number) else {
            error(
                key, "is not a number from \(range.lowerBound) to \(range.upperBound) \(unit)",
                remedy: "write one, as in: \(key) = \(standard)")
            return standard
        }
        return number
    }

    /// Two numbers within `range`, the lower first.
    func bounds(
        _ key: String, in range: ClosedRange<Double>, default standard: ClosedRange<Double>, unit: String
    ) -> ClosedRange<Double> {
        guard let entry = value(key) else { return standard }
        let example = "\(key) = [\(standard.lowerBound), \(standard.upperBound)]"
        guard case .array(let elements) = entry.content, elements.count == 2,
            let lower = Self.number(elements[0]), let upper = Self.number(elements[1])
        else {
            error(key, "is not two numbers", remedy: "write the lower and the upper bound in \(unit): \(example)")
            return standard
        }
        guard range.contains(lower), range.contains(upper) else {
            error(
                key, "goes beyond \(range.lowerBound) to \(range.upperBound) \(unit)", remedy: "as in: \(example)")
            return standard
        }
        guard lower < upper else {
            error(key, "has its bounds the wrong way round", remedy: "write the lower first: \(example)")
            return standard
        }
        return lower...upper
    }

    /// True or false.
    func boolean(_ key: String, default standard: Bool) -> Bool {
        guard let entry = value(key) else { return standard }
        guard case .boolean(let answer) = entry.content else {
            error(key, "is \(entry.kind), not true or false", remedy: "write \(key) = \(standard), without quotes")
            return standard
        }
        return answer
    }

    /// The finite number of an entry.
    static func number(_ entry: PlacedValue) -> Double? {
        switch entry.content {
        case .integer(let number): Double(number)
        case .number(let number) where number.isFinite: number
        default: nil
        }
    }
}
