import ArgumentParser
import Codes

/// A time on the command line: RFC 3339, or whole seconds since 1970.
struct TimeArgument: ExpressibleByArgument {
    let time: UnixTime

    init?(argument: String) {
        if let seconds = Int64(argument) {
            time = UnixTime(seconds: seconds)
        } else if let time = UnixTime(rfc3339: argument) {
            self.time = time
        } else {
            return nil
        }
    }
}
