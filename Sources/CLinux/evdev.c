#define _GNU_SOURCE
#include "gh_evdev.h"

#include <errno.h>
#include <linux/input.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

_Static_assert(sizeof(struct input_event) == GH_EVDEV_EVENT_SIZE, "drivers read events of 24 bytes");

// _IOC_SIZEMASK: the length of an answer is in 14 bits of its request.
#define ANSWER_MAX 16383u

int gh_evdev_info(int fd, struct gh_evdev_info *info) {
    struct input_id kernel;
    if (ioctl(fd, EVIOCGID, &kernel) < 0) return -errno;
    info->bus = kernel.bustype;
    info->vendor = kernel.vendor;
    info->product = kernel.product;
    info->version = kernel.version;
    return 0;
}

// The kernel writes no more than it has: the rest stays zero.
static int ask(int fd, unsigned long request, void *answer, size_t capacity) {
    if (capacity == 0 || capacity > ANSWER_MAX) return -EINVAL;
    memset(answer, 0, capacity);
    return ioctl(fd, request, answer) < 0 ? -errno : 0;
}

int gh_evdev_name(int fd, char *name, size_t capacity) {
    int result = ask(fd, EVIOCGNAME(capacity), name, capacity);
    if (result == 0) name[capacity - 1] = 0;
    return result;
}

int gh_evdev_codes(int fd, unsigned type, uint8_t *bits, size_t capacity) {
    return ask(fd, EVIOCGBIT(type, capacity), bits, capacity);
}

int gh_evdev_keys(int fd, uint8_t *bits, size_t capacity) { return ask(fd, EVIOCGKEY(capacity), bits, capacity); }

int gh_evdev_lights(int fd, uint8_t *bits, size_t capacity) { return ask(fd, EVIOCGLED(capacity), bits, capacity); }

int gh_evdev_grab(int fd, int grab) { return ioctl(fd, EVIOCGRAB, grab ? 1L : 0L) < 0 ? -errno : 0; }

int gh_evdev_monotonic(int fd) {
    int clock = CLOCK_MONOTONIC;
    return ioctl(fd, EVIOCSCLOCKID, &clock) < 0 ? -errno : 0;
}
