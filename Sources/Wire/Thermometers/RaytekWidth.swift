/// How wide a sensor writes its numbers, learned from them.
///
/// The MI fills its temperatures with zeros to one width (`0036.6`). There a number of another width has lost or gained
/// a byte, and without a checksum this is all that shows it. Two such numbers in a row are the sensor's new width.
struct RaytekWidth {
    private var expected: Int?
    private var suspect: Int?

    /// Whether `number` may be believed.
    mutating func accepts(_ number: RaytekLine.Number) -> Bool {
        guard let expected, number.width != expected, number.width != suspect else {
            if expected == nil || number.width != expected { expected = number.isPadded ? number.width : nil }
            suspect = nil
            return true
        }
        suspect = number.width
        return false
    }
}
