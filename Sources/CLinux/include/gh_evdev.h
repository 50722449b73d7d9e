#ifndef GH_EVDEV_H
#define GH_EVDEV_H

#include <stddef.h>
#include <stdint.h>

// Why: the requests of evdev are macros with the length of the answer inside, and ioctl is variadic.

struct gh_evdev_info {
    uint16_t bus;  // BUS_ of <linux/input.h>
    uint16_t vendor;
    uint16_t product;
    uint16_t version;
};

// struct input_event, two longs of time and eight bytes: the drivers read it as 24 bytes.
#define GH_EVDEV_EVENT_SIZE 24

int gh_evdev_info(int fd, struct gh_evdev_info *info);
// What the device calls itself, with a NUL at the end; cut off where the room ends.
int gh_evdev_name(int fd, char *name, size_t capacity);
// The codes of events of `type` that the device has (EV_KEY 1, EV_REL 2, EV_ABS 3), one bit each, the lowest first.
int gh_evdev_codes(int fd, unsigned type, uint8_t *bits, size_t capacity);
// The keys that are down now, one bit each. Key events that wait in this descriptor are dropped by the kernel.
int gh_evdev_keys(int fd, uint8_t *bits, size_t capacity);
// The lights that are on now, one bit each: LED_NUML 0, LED_CAPSL 1.
int gh_evdev_lights(int fd, uint8_t *bits, size_t capacity);
// Takes the device for this descriptor alone, or gives it back. -EBUSY when another has taken it.
int gh_evdev_grab(int fd, int grab);
// The clock of the times in events: CLOCK_MONOTONIC, or wall time unless this succeeds.
int gh_evdev_monotonic(int fd);

#endif
