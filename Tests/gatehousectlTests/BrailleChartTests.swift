import Testing

@testable import gatehousectl

@Suite struct BrailleChartTests {
    typealias Point = BrailleChart.Point

    private func text(_ cells: [[Character]]) -> [String] { cells.map { String($0) } }

    @Test func aRampIsALine() {
        let chart = BrailleChart(columns: 4, rows: 2, range: 0...8)
        let ramp = (0...7).map { Point(place: (Double($0) + 0.5) / 8, value: Double($0) + 0.5) }
        #expect(text(chart.draw(front: ramp, back: [], gap: 1)) == ["  ⡠⠊", "⡠⠊  "])
    }

    @Test func cornersAreInside() {
        let chart = BrailleChart(columns: 2, rows: 1, range: 0...1)
        let corners = [
            Point(place: 0, value: 0), Point(place: 0, value: 1), Point(place: 1, value: 0), Point(place: 1, value: 1),
        ]
        #expect(text(chart.draw(front: corners, back: [], gap: -1)) == ["⡁⢈"])
    }

    @Test func aGapIsNotJoined() {
        let chart = BrailleChart(columns: 10, rows: 1, range: 0...1)
        let points = [Point(place: 0.05, value: 0), Point(place: 0.95, value: 0)]
        #expect(
            text(chart.draw(front: points, back: [], gap: 0.1)) == [
                "⢀        ⢀".replacing("⢀        ⢀", with: "⢀        ⢀")
            ])
        #expect(text(chart.draw(front: points, back: [], gap: 1))[0].filter { $0 == " " }.isEmpty)
    }

    @Test func theSecondSeriesIsBehind() {
        let chart = BrailleChart(columns: 3, rows: 1, range: 0...1)
        let front = [Point(place: 0.1, value: 0)]
        let back = [Point(place: 0.1, value: 1), Point(place: 0.5, value: 1)]
        #expect(text(chart.draw(front: front, back: back, gap: 0)) == ["⡀· "])
    }

    @Test func whatIsOutsideIsLeftOut() {
        let chart = BrailleChart(columns: 3, rows: 1, range: 0...1)
        let points = [
            Point(place: -0.1, value: 0), Point(place: 0.5, value: 2), Point(place: 1.1, value: 0),
            Point(place: 0.5, value: .nan),
        ]
        #expect(text(chart.draw(front: points, back: points, gap: 1)) == ["   "])
    }

    @Test func theRangeHasRoomAndADegreeAtLeast() {
        #expect(BrailleChart.range(of: []) == nil)
        #expect(BrailleChart.range(of: [.nan]) == nil)
        for values in [[36.5], [36.5, 36.52], [22, 36.5], [-40, 380]] {
            guard let range = BrailleChart.range(of: values) else { return #expect(Bool(false)) }
            #expect(range.upperBound - range.lowerBound >= 1)
            for value in values { #expect(range.contains(value)) }
        }
    }
}
