import Glibc
import MockDevices
import Testing

/// All tests on mocked devices: one bed at a time, so one serialized suite. Add suites as extensions of it.
///
/// Without the preloaded library they are skipped, and say so; in the run that is meant for them (`make test` sets
/// `GATEHOUSE_UMOCKDEV`) its absence is a failure.
@Suite(
    .serialized,
    .enabled(
        if: MockBed.obstacle == nil || getenv("GATEHOUSE_UMOCKDEV") != nil, Comment(rawValue: MockBed.obstacle ?? "")))
enum MockedDevices {}
