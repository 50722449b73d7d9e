#ifndef GH_HID_H
#define GH_HID_H

#include <stddef.h>
#include <stdint.h>

// Why: the requests of hidraw are macros, most of them with the length of the answer inside; ioctl is variadic; vendor and
// product are signed in the kernel's header.

struct gh_hid_info {
    uint32_t bus;  // BUS_ of <linux/input.h>: 3 USB, 5 Bluetooth
    uint16_t vendor;
    uint16_t product;
};

#define GH_HID_DESCRIPTOR_MAX 4096  // HID_MAX_DESCRIPTOR_SIZE

int gh_hid_info(int fd, struct gh_hid_info *info);
// The length of the report descriptor; its bytes are in `bytes`, which has room for GH_HID_DESCRIPTOR_MAX.
int gh_hid_descriptor(int fd, uint8_t *bytes);
// What the device calls itself, with a NUL at the end; cut off where the room ends.
int gh_hid_name(int fd, char *name, size_t capacity);

// The next three wait for the device: 5 seconds when it does not answer (USB_CTRL_SET_TIMEOUT of the kernel), and for
// ever when its driver is stuck. Reports begin with their number. They return how many bytes were sent or came.
int gh_hid_write(int fd, const uint8_t *report, size_t count);
int gh_hid_set_feature(int fd, const uint8_t *report, size_t count);
int gh_hid_get_feature(int fd, uint8_t number, uint8_t *report, size_t capacity);

#endif
