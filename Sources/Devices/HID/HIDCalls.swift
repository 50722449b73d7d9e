import CLinux

/// The system calls that wait for a HID device, so that a test can be the device. Each returns the bytes that were sent or
/// came, or `-errno`.
struct HIDCalls: Sendable {
    /// Sends an output report, its number first.
    var write: @Sendable (Int32, [UInt8]) -> Int32
    /// Sets a feature report, its number first.
    var setFeature: @Sendable (Int32, [UInt8]) -> Int32
    /// Gets the feature report of this number into the array, whose size is the most that may come.
    var getFeature: @Sendable (Int32, UInt8, inout [UInt8]) -> Int32

    /// The kernel's.
    static let kernel = HIDCalls(
        write: { gh_hid_write($0, $1, $1.count) },
        setFeature: { gh_hid_set_feature($0, $1, $1.count) },
        getFeature: { fd, number, bytes in gh_hid_get_feature(fd, number, &bytes, bytes.count) })
}
