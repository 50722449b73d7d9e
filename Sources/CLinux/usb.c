#include "gh_usb.h"

#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

static int request(int fd, unsigned long request, void *argument) {
    int result;
    do result = ioctl(fd, request, argument);
    while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

int gh_usb_capabilities(int fd) {
    uint32_t bits = 0;
    int result = request(fd, USBDEVFS_GET_CAPABILITIES, &bits);
    return result < 0 ? result : (int)(bits & 0x7FFFFFFF);
}

int gh_usb_reset(int fd) { return request(fd, USBDEVFS_RESET, NULL); }

int gh_usb_give_back(int fd, unsigned interface) {
    struct usbdevfs_ioctl connect = {.ifno = (int)interface, .ioctl_code = USBDEVFS_CONNECT};
    return request(fd, USBDEVFS_IOCTL, &connect);
}

int gh_usb_reset_endpoint(int fd, unsigned endpoint) { return request(fd, USBDEVFS_RESETEP, &endpoint); }
