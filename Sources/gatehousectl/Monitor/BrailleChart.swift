/// A chart of two series over time in characters: one as a line of braille dots, two by four in each character, the
/// other as a row of points behind it. Pure.
struct BrailleChart {
    /// A value at a place in time, 0 at the left end to 1 at the right.
    struct Point: Hashable {
        var place: Double
        var value: Double
    }

    /// Columns and rows of characters, the axis not counted.
    let columns: Int
    let rows: Int
    /// What the bottom and the top stand for.
    let range: ClosedRange<Double>

    /// Dots of one character, bit by bit, as Unicode numbers them: left column, then right, from the top.
    private static let dots: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    /// What the second series is drawn with, where the first leaves room.
    static let behind: Character = "·"

    /// No thermometer means more, °C.
    private static let hottest = 10_000.0

    /// A range that holds all values with a little room, ends on tenths, and spans a degree at least, so that noise of
    /// hundredths does not look like fever.
    static func range(of values: [Double]) -> ClosedRange<Double>? {
        let real = values.filter { $0.magnitude <= hottest }
        guard let low = real.min(), let high = real.max() else { return nil }
        let room = max((high - low) * 0.05, (1 - (high - low)) / 2)
        return ((low - room) * 10).rounded(.down) / 10...((high + room) * 10).rounded(.up) / 10
    }

    /// The rows from the top, each a character for each column.
    ///
    /// - Parameters:
    ///   - front: drawn as a line; points that are further apart than `gap` (a part of the width) are not joined.
    ///   - back: drawn behind it, one mark for each point.
    func draw(front: [Point], back: [Point], gap: Double) -> [[Character]] {
        var bits = [[UInt32]](repeating: [UInt32](repeating: 0, count: columns), count: rows)
        var last: Point?
        for point in front where isInside(point) {
            if let last, point.place - last.place <= gap, point.place >= last.place {
                join(last, point, &bits)
            } else {
                set(dot(point), &bits)
            }
            last = point
        }
        var cells = bits.map { row in
            row.map { bits -> Character in
                guard bits > 0, let scalar = Unicode.Scalar(0x2800 + bits) else { return " " }
                return Character(scalar)
            }
        }
        for point in back where isInside(point) {
            let dot = dot(point)
            if cells[dot.y / 4][dot.x / 2] == " " { cells[dot.y / 4][dot.x / 2] = Self.behind }
        }
        return cells
    }

    /// The value that the middle of a row stands for.
    func value(ofRow row: Int) -> Double {
        let share = (Double(row) + 0.5) / Double(rows)
        return range.upperBound - share * (range.upperBound - range.lowerBound)
    }

    private func isInside(_ point: Point) -> Bool {
        (0...1).contains(point.place) && range.contains(point.value)
    }

    private func dot(_ point: Point) -> (x: Int, y: Int) {
        let height = range.upperBound - range.lowerBound
        let up = height > 0 ? (point.value - range.lowerBound) / height : 0.5
        return (
            min(Int(point.place * Double(columns * 2)), columns * 2 - 1),
            min(Int((1 - up) * Double(rows * 4)), rows * 4 - 1)
        )
    }

    /// One dot for each step along the longer side.
    private func join(_ first: Point, _ second: Point, _ bits: inout [[UInt32]]) {
        let (from, to) = (dot(first), dot(second))
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in 0...steps {
            let x = from.x + (to.x - from.x) * step / steps
            let y = from.y + (to.y - from.y) * step / steps
            set((x, y), &bits)
        }
    }

    private func set(_ dot: (x: Int, y: Int), _ bits: inout [[UInt32]]) {
        bits[dot.y / 4][dot.x / 2] |= Self.dots[dot.x % 2][dot.y % 4]
    }
}
