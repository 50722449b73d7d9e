/// A fault that happens a certain number of times.
struct Countdown: Hashable, Sendable {
    /// How often it still happens.
    var left = 0

    /// Whether it happens now.
    mutating func take() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}
