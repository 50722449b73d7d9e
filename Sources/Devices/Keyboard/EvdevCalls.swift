import CLinux

/// The requests to a keyboard that change with time, so that a test can be the keyboard. Each returns `-errno` on failure.
struct EvdevCalls {
    /// The keys that are down now.
    var keysDown: (Int32, inout KeyBits) -> Int32
    /// The lights that are on now.
    var lights: (Int32, inout KeyBits) -> Int32
    /// Takes the keyboard for this descriptor alone, or gives it back.
    var grab: (Int32, Bool) -> Int32

    /// The kernel's.
    static var kernel: EvdevCalls {
        EvdevCalls(
            keysDown: { fd, keys in keys.fill { gh_evdev_keys(fd, $0, $1) } },
            lights: { fd, lights in lights.fill { gh_evdev_lights(fd, $0, $1) } },
            grab: { gh_evdev_grab($0, $1 ? 1 : 0) })
    }
}
