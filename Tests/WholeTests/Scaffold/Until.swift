import Glibc

/// Something that a test waited for did not come.
struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    var description: String { "never happened: \(what)" }
}

/// How long a test waits for anything. Never reached unless something is broken, however busy the machine is.
let patience = Duration.seconds(120)

/// Waits until `condition` gives something, asking again and again, and returns it.
func until<T>(_ what: @autoclosure () -> String, _ condition: () throws -> T?) throws -> T {
    let deadline = ContinuousClock.now + patience
    while true {
        if let value = try condition() { return value }
        if ContinuousClock.now > deadline { throw NeverHappened(what: what()) }
        pause(.milliseconds(5))
    }
}

/// Waits until `condition` holds.
func until(_ what: @autoclosure () -> String, holds condition: () throws -> Bool) throws {
    let _: Bool = try until(what()) { try condition() ? true : nil }
}

/// Repeats something that takes its own time, until it gives true.
func again(until what: @autoclosure () -> String, _ body: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + patience
    while try !body() {
        if ContinuousClock.now > deadline { throw NeverHappened(what: what()) }
    }
}

/// Between two looks, or the length of what somebody does in the story; never the time that a test hopes is enough.
func pause(_ duration: Duration) {
    usleep(UInt32(max(0, duration / .microseconds(1))))
}

/// Now on the clock that the gate's records are timed with, in nanoseconds.
func bootNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
}
