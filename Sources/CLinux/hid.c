#define _GNU_SOURCE
#include "gh_hid.h"

#include <errno.h>
#include <linux/hidraw.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

_Static_assert(GH_HID_DESCRIPTOR_MAX == HID_MAX_DESCRIPTOR_SIZE, "the kernel's limit");

// _IOC_SIZEMASK: the length of a feature report is in 14 bits of its request.
#define FEATURE_MAX 16383u

int gh_hid_info(int fd, struct gh_hid_info *info) {
    struct hidraw_devinfo kernel;
    if (ioctl(fd, HIDIOCGRAWINFO, &kernel) < 0) return -errno;
    info->bus = kernel.bustype;
    info->vendor = (uint16_t)kernel.vendor;
    info->product = (uint16_t)kernel.product;
    return 0;
}

int gh_hid_descriptor(int fd, uint8_t *bytes) {
    int length = 0;
    if (ioctl(fd, HIDIOCGRDESCSIZE, &length) < 0) return -errno;
    // The second request takes less than the maximum only.
    if (length < 0 || length >= HID_MAX_DESCRIPTOR_SIZE) return -EMSGSIZE;
    struct hidraw_report_descriptor descriptor;
    memset(&descriptor, 0, sizeof descriptor);
    descriptor.size = (uint32_t)length;
    if (ioctl(fd, HIDIOCGRDESC, &descriptor) < 0) return -errno;
    memcpy(bytes, descriptor.value, (size_t)length);
    return length;
}

int gh_hid_name(int fd, char *name, size_t capacity) {
    if (capacity == 0 || capacity > FEATURE_MAX) return -EINVAL;
    memset(name, 0, capacity);
    if (ioctl(fd, HIDIOCGRAWNAME(capacity), name) < 0) return -errno;
    name[capacity - 1] = 0;
    return 0;
}

int gh_hid_write(int fd, const uint8_t *report, size_t count) {
    ssize_t sent;
    do sent = write(fd, report, count);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : (int)sent;
}

static int feature(int fd, unsigned long request, void *report) {
    int count;
    do count = ioctl(fd, request, report);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

int gh_hid_set_feature(int fd, const uint8_t *report, size_t count) {
    if (count == 0 || count > FEATURE_MAX) return -EMSGSIZE;
    return feature(fd, HIDIOCSFEATURE(count), (void *)report);  // the kernel only reads it
}

int gh_hid_get_feature(int fd, uint8_t number, uint8_t *report, size_t capacity) {
    if (capacity == 0 || capacity > FEATURE_MAX) return -EMSGSIZE;
    report[0] = number;
    return feature(fd, HIDIOCGFEATURE(capacity), report);
}
