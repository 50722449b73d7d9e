#ifndef GH_USB_H
#define GH_USB_H

#include <stddef.h>
#include <stdint.h>

// Why: the requests of usbfs are macros, and libusb has no way to make these by themselves or waits for the device in
// them. `fd` is an open node below /dev/bus/usb.

// What usbfs can do there (USBDEVFS_CAP_ bits); -ENOTTY when it is another kind of node.
int gh_usb_capabilities(int fd);
// Resets the port that the device is in. Takes a tenth of a second, and 5 seconds and more when the device does not answer.
// -ENODEV: it came back as something else, and has another node.
int gh_usb_reset(int fd);
// Lets the kernel look for a driver of the interface, which may ask the device a lot: as long as a reset. -EBUSY: it has
// one; -EINVAL: the device has no such interface.
int gh_usb_give_back(int fd, unsigned interface);
// The host's half of clearing a halted endpoint: its data toggle. Asks nothing of the device.
int gh_usb_reset_endpoint(int fd, unsigned endpoint);

#endif
